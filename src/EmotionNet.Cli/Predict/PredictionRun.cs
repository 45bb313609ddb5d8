using EmotionNet.Cli.Options;
using EmotionNet.Files;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using EmotionNet.Inference.Images;

namespace EmotionNet.Cli.Predict;

/// <summary>Takes images through reading, detection and classification, batch by batch, and prints the answers in the order of the images.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="classifier">Finds and classifies; loaded when the first image was read.</param>
/// <param name="progress">Shows how far it is.</param>
internal sealed class PredictionRun(PredictRequest request, Lazy<EmotionClassifier> classifier, PredictionProgress progress)
{
    // About 0.5 GB while progressive JPEG files of this size are decoded.
    private const long PixelsInMemory = 50_000_000;

    private readonly PixelBudget _budget = new(PixelsInMemory);

    /// <summary>How many images were skipped.</summary>
    public int Skipped { get; private set; }

    /// <summary>Runs.</summary>
    /// <param name="done">How often each image is done already.</param>
    /// <param name="writer">Prints.</param>
    /// <param name="errors">Receives a sentence for each image that is skipped.</param>
    public void Run(Dictionary<string, int> done, IPredictionWriter writer, TextWriter errors)
    {
        foreach (var batch in Remaining(done).Chunk(request.BatchSize))
        {
            var images = Read(batch);
            var faces = classifier.Value.Classify([.. images.SelectMany(image => image.Faces)], CancellationToken.None);
            var taken = 0;
            foreach (var image in images)
            {
                image.Predictions = [.. faces.Skip(taken).Take(image.Faces.Count)];
                taken += image.Faces.Count;
            }

            Draw(images);
            foreach (var image in images)
            {
                Print(image, writer, errors);
            }

            writer.Flush();
        }

        progress.Clear();
    }

    private IEnumerable<PredictedImage> Remaining(Dictionary<string, int> done)
    {
        var names = new OutputNames();
        foreach (var source in request.Sources.Paths)
        {
            var name = names.Next(source);
            if (done.TryGetValue(source, out var count) && count > 0)
            {
                done[source] = count - 1;
            }
            else
            {
                yield return new PredictedImage(source, name);
            }
        }
    }

    // A single image is searched by all threads, many by one each.
    private PredictedImage[] Read(PredictedImage[] images)
    {
        var threadsPerImage = Math.Max(1, request.Threads / images.Length);
        Parallel.ForEach(images, new ParallelOptions { MaxDegreeOfParallelism = request.Threads }, image =>
        {
            var loaded = classifier.Value; // outside of Try: what is wrong with a model is no reason to skip an image
            image.Try(() => Decode(image, ReadFile(image), decoded =>
            {
                (image.Width, image.Height) = (decoded.Width, decoded.Height);
                image.Faces = request.IsFace ? [EmotionClassifier.AlignWhole(decoded)] : loaded.Align(decoded, threadsPerImage, CancellationToken.None);
            }));
            progress.Add();
        });
        return images;
    }

    private static byte[] ReadFile(PredictedImage image)
    {
        if (image.Source != ImageSources.StandardInput)
        {
            return InputFiles.ReadAllBytes(image.Source, ImageDecoder.MaximumFileLength);
        }

        if (image.StandardInput is null)
        {
            using var input = Console.OpenStandardInput();
            image.StandardInput = InputFiles.ReadToEnd(input, ImageDecoder.MaximumFileLength);
        }

        return image.StandardInput;
    }

    private void Decode(PredictedImage image, byte[] file, Action<FaceImage> use)
    {
        var path = image.Source == ImageSources.StandardInput ? "stdin" : image.Source;
        var pixels = FaceImage.CountPixels(file, path);
        _budget.Run(pixels, () =>
        {
            using var decoded = FaceImage.Decode(file, path);
            use(decoded);
            return 0;
        });
    }

    private void Draw(PredictedImage[] images)
    {
        if (request.DrawDirectory is null && request.CropDirectory is null)
        {
            return;
        }

        Parallel.ForEach(images.Where(image => image.Problem is null), new ParallelOptions { MaxDegreeOfParallelism = request.Threads }, image =>
        {
            if (request.CropDirectory is { } crops)
            {
                for (var index = 0; index < image.Faces.Count; index++)
                {
                    var path = Path.Combine(crops, $"{image.Name}-{index + 1}.png");
                    ImageFile.WriteGreyPng(path, image.Faces[index].Pixels, ImageFile.FaceSide, ImageFile.FaceSide);
                }
            }

            if (request.DrawDirectory is { } drawings)
            {
                // Read again: the images of a batch together may not fit into memory.
                image.Try(() => Decode(
                    image,
                    ReadFile(image),
                    decoded => PredictionDrawing.Save(decoded, image.Predictions, Path.Combine(drawings, $"{image.Name}.png"))));
            }
        });
    }

    private void Print(PredictedImage image, IPredictionWriter writer, TextWriter errors)
    {
        if (image.Problem is { } problem)
        {
            Skipped++;
            progress.Clear();
            errors.WriteLine(FailureReport.OneLine(OptionNames.ToCommandLine(problem.Message)));
            return;
        }

        writer.Write(new ImagePrediction(image.Source, image.Width, image.Height, image.Predictions));
    }
}
