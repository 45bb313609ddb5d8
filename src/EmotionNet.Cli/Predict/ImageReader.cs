using EmotionNet.Files;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using EmotionNet.Inference.Images;

namespace EmotionNet.Cli.Predict;

/// <summary>Reads images and finds their faces, several at a time, within a limit of memory.</summary>
/// <param name="classifier">Finds.</param>
/// <param name="isFace">Whether an image is a face, which is not looked for.</param>
/// <param name="threads">The threads in use.</param>
internal sealed class ImageReader(EmotionClassifier classifier, bool isFace, int threads)
{
    // 3 bytes each, and what their decoders need beside them.
    private const long PixelsInMemory = 50_000_000;

    private readonly PixelBudget _budget = new(PixelsInMemory);

    /// <summary>Reads images. A single one is searched by all threads, many by one each. What cannot be read keeps the reason.</summary>
    /// <param name="images">They get their size and faces.</param>
    /// <param name="count">Called after each image, by any thread.</param>
    public void Read(IReadOnlyCollection<PredictedImage> images, Action count)
    {
        var threadsPerImage = Math.Max(1, threads / Math.Max(1, images.Count));
        Parallel.ForEach(images, new ParallelOptions { MaxDegreeOfParallelism = threads }, image =>
        {
            image.Try(() => Decode(image, decoded =>
            {
                (image.Width, image.Height) = (decoded.Width, decoded.Height);
                image.Faces = isFace ? [EmotionClassifier.AlignWhole(decoded)] : classifier.Align(decoded, threadsPerImage, CancellationToken.None);
            }));
            count();
        });
    }

    /// <summary>Decodes an image once there is room for its pixels. Before that only its header is read. A byte of the file counts as a pixel.</summary>
    /// <exception cref="UserInputException">It is missing, or not an image that can be read.</exception>
    public void Decode(PredictedImage image, Action<FaceImage> use)
    {
        var isFile = image.Source != ImageSources.StandardInput;
        var path = isFile ? image.Source : "stdin";
        var length = isFile && new FileInfo(image.Source) is { Exists: true } file ? file.Length : 0;
        var pixels = CountPixels(image, path);
        _budget.Run(length + pixels, () =>
        {
            using var decoded = FaceImage.Decode(ReadFile(image), path);
            use(decoded);
            return 0;
        });
    }

    private static long CountPixels(PredictedImage image, string path)
    {
        using Stream file = image.Source == ImageSources.StandardInput
            ? new MemoryStream(ReadFile(image), writable: false)
            : InputFiles.Open(image.Source);
        return FaceImage.CountPixels(file, path);
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
}
