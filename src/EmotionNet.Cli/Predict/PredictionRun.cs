using EmotionNet.Cli.Options;
using EmotionNet.Files;
using EmotionNet.Inference;
using EmotionNet.Inference.Images;

namespace EmotionNet.Cli.Predict;

/// <summary>Takes images through reading, detection and classification, batch by batch, and prints the answers in the order of the images.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="classifier">Finds and classifies.</param>
/// <param name="progress">Shows how far it is.</param>
internal sealed class PredictionRun(PredictRequest request, EmotionClassifier classifier, PredictionProgress progress)
{
    private readonly ImageReader _reader = new(classifier, request.IsFace, request.Threads);

    /// <summary>How many images were skipped.</summary>
    public int Skipped { get; private set; }

    /// <summary>Runs.</summary>
    /// <param name="done">How often each image is done already.</param>
    /// <param name="writer">Prints.</param>
    /// <param name="errors">Receives a sentence for each image that is skipped.</param>
    public void Run(Dictionary<string, int> done, IPredictionWriter writer, TextWriter errors)
    {
        foreach (var images in Remaining(done).Chunk(request.BatchSize))
        {
            _reader.Read(images, progress.Add);
            var faces = classifier.Classify([.. images.SelectMany(image => image.Faces)], CancellationToken.None);
            var taken = 0;
            foreach (var image in images)
            {
                image.Predictions = [.. faces.Skip(taken).Take(image.Faces.Count)];
                taken += image.Faces.Count;
            }

            foreach (var image in images)
            {
                Print(image, writer, errors);
            }

            // First the answers: they are not lost where a drawing cannot be written.
            writer.Flush();
            try
            {
                Draw(images, errors);
            }
            catch
            {
                progress.Clear(); // the message takes its place
                throw;
            }
        }

        progress.Clear();
    }

    /// <summary>How many images are not done already.</summary>
    public static int CountRemaining(IReadOnlyList<string> paths, IReadOnlyDictionary<string, int> done) =>
        paths.CountBy(path => path).Sum(named => Math.Max(0, named.Value - done.GetValueOrDefault(named.Key)));

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

    private void Draw(PredictedImage[] images, TextWriter errors)
    {
        if (request.DrawDirectory is null && request.CropDirectory is null)
        {
            return;
        }

        var answered = images.Where(image => image.Problem is null).ToArray();
        Parallel.ForEach(answered, new ParallelOptions { MaxDegreeOfParallelism = request.Threads }, image =>
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
                byte[]? drawing = null;
                image.Try(() => _reader.Decode(image, decoded => drawing = PredictionDrawing.ToPng(decoded, image.Predictions)));
                if (drawing is not null)
                {
                    AtomicFile.Write(Path.Combine(drawings, $"{image.Name}.png"), drawing);
                }
            }
        });
        foreach (var image in answered.Where(image => image.Problem is not null))
        {
            Skip(image.Problem!, errors);
        }
    }

    private void Print(PredictedImage image, IPredictionWriter writer, TextWriter errors)
    {
        if (image.Problem is { } problem)
        {
            Skip(problem, errors);
            return;
        }

        writer.Write(new ImagePrediction(image.Source, image.Width, image.Height, image.Predictions));
    }

    private void Skip(UserInputException problem, TextWriter errors)
    {
        Skipped++;
        progress.Clear();
        errors.WriteLine(FailureReport.OneLine(OptionNames.ToCommandLine(problem.Message)));
    }
}
