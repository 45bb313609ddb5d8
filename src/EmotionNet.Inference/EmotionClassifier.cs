using EmotionNet.Inference.Faces;
using EmotionNet.Inference.Images;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Inference;

/// <summary>
/// Finds the faces of an image and classifies their emotions. One instance serves several threads at once. Images are PNG, JPEG, BMP or WebP files of
/// at least 8 pixels a side and at most 50 megapixels, or ImageSharp's.
/// </summary>
public sealed class EmotionClassifier : IDisposable
{
    private readonly ModelEnsemble _models;
    private readonly Lazy<FaceDetector> _detector;

    private readonly Task? _loading;
    private readonly ConformalCalibration? _conformal;

    private EmotionClassifier(ModelEnsemble models, Lazy<FaceDetector> detector, Task? loading, double? coverage)
    {
        (_models, _detector, _loading, Coverage) = (models, detector, loading, coverage);
        _conformal = coverage is null ? null : models.Conformal;
    }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames => _models.ClassNames;

    /// <summary>The <see cref="ClassifierOptions.Coverage"/> of the predictions' sets, or null.</summary>
    public double? Coverage { get; }

    /// <summary>What the first model says of itself: keys such as <c>emotionnet.accuracy</c> and <c>emotionnet.source</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _models.Metadata;

    /// <summary>Loads a model; several are an ensemble, whose probabilities are averaged.</summary>
    /// <param name="models">Names of bundled models (<c>fer2013</c>, <c>ferplus</c>) or paths of .onnx files that <c>emotionnet export</c> wrote; none stands
    /// for <c>ferplus</c>.</param>
    /// <exception cref="UserInputException">A file is missing or not such a model, or the models have different classes.</exception>
    public static EmotionClassifier Load(params string[] models) => Load(new ClassifierOptions(), models);

    /// <summary>As <see cref="Load(string[])"/>, with options.</summary>
    /// <exception cref="UserInputException">A file is missing or not such a model, the models have different classes, or a coverage is asked for that the model
    /// has no calibration scores for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static EmotionClassifier Load(ClassifierOptions options, params string[] models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var names = models.Length == 0 ? [BundledModels.Default] : models;
        return Load(options, [.. names.Select(name => new Func<EmotionModel>(() => EmotionModel.Load(name, options.Threads)))]);
    }

    /// <summary>Loads the content of an .onnx file that <c>emotionnet export</c> wrote.</summary>
    /// <exception cref="UserInputException">It is not such a model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static EmotionClassifier Load(ClassifierOptions options, ReadOnlyMemory<byte> model) =>
        Load(options, [() => EmotionModel.Load(model.ToArray(), path: null, options.Threads)]);

    /// <summary>Finds the faces of an image file and classifies them, each together with its mirror image.</summary>
    /// <returns>The face with the best detection score first; empty where there is none.</returns>
    /// <exception cref="UserInputException">The file is missing, not an image of the formats, damaged, cut off, or of another size.</exception>
    public IReadOnlyList<FacePrediction> Predict(string path) => Use(FaceImage.Load(path), image => Predict(image));

    /// <summary>As <see cref="Predict(string)"/>, for a stream that is read to its end.</summary>
    /// <exception cref="UserInputException">The content is not an image of the formats, damaged, cut off, or of another size.</exception>
    public IReadOnlyList<FacePrediction> Predict(Stream file) => Use(FaceImage.Load(file), image => Predict(image));

    /// <summary>As <see cref="Predict(string)"/>, for the content of a file.</summary>
    /// <exception cref="UserInputException">The content is not an image of the formats, damaged, cut off, or of another size.</exception>
    public IReadOnlyList<FacePrediction> Predict(ReadOnlyMemory<byte> file) => Use(FaceImage.Load(file), image => Predict(image));

    /// <summary>As <see cref="Predict(string)"/>, for an upright colour image of ImageSharp's.</summary>
    public IReadOnlyList<FacePrediction> Predict(Image<Rgb24> image) => Use(FaceImage.From(image), wrapped => Predict(wrapped));

    /// <summary>As <see cref="Predict(string)"/>, for an upright grey image of ImageSharp's.</summary>
    public IReadOnlyList<FacePrediction> Predict(Image<L8> image) => Use(FaceImage.From(image), wrapped => Predict(wrapped));

    /// <summary>As <see cref="Predict(string)"/>, for a decoded image.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<FacePrediction> Predict(FaceImage image, CancellationToken cancellation = default) => PredictAll([image], cancellation)[0];

    /// <summary>Finds the faces of several images and classifies them in one batch.</summary>
    /// <returns>The faces of each image.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<FacePrediction>> PredictAll(IReadOnlyList<FaceImage> images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var found = images.Select(image => Align(image, _detector.Value.Find(image, cancellation))).ToArray();
        var predictions = new Queue<FacePrediction>(Classify([.. found.SelectMany(faces => faces)], cancellation));
        return [.. found.Select(faces => faces.Select(_ => predictions.Dequeue()).ToArray())];
    }

    /// <summary>Classifies an image file that is a cropped face: its middle square, scaled to 48×48.</summary>
    /// <exception cref="UserInputException">The file is missing, not an image of the formats, damaged, cut off, or of another size.</exception>
    public FacePrediction PredictFace(string path) => Use(FaceImage.Load(path), PredictFace);

    /// <summary>As <see cref="PredictFace(string)"/>, for a stream that is read to its end.</summary>
    /// <exception cref="UserInputException">The content is not an image of the formats, damaged, cut off, or of another size.</exception>
    public FacePrediction PredictFace(Stream file) => Use(FaceImage.Load(file), PredictFace);

    /// <summary>As <see cref="PredictFace(string)"/>, for the content of a file.</summary>
    /// <exception cref="UserInputException">The content is not an image of the formats, damaged, cut off, or of another size.</exception>
    public FacePrediction PredictFace(ReadOnlyMemory<byte> file) => Use(FaceImage.Load(file), PredictFace);

    /// <summary>As <see cref="PredictFace(string)"/>, for a decoded image.</summary>
    public FacePrediction PredictFace(FaceImage face) => PredictFaces([face])[0];

    /// <summary>Classifies several images that are cropped faces, in batches.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<FacePrediction> PredictFaces(IReadOnlyList<FaceImage> faces, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        return Classify([.. faces.Select(AlignWhole)], cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _models.Dispose();
        _loading?.Wait(); // a process that ends while ONNX Runtime loads a model ends with a segmentation fault
        if (_detector.IsValueCreated)
        {
            _detector.Value.Dispose();
        }
    }

    /// <summary>As the public methods; each function loads one model.</summary>
    /// <param name="options">How faces are found and classified.</param>
    /// <param name="models">They load the models.</param>
    /// <param name="withDetector">Whether the detector is loaded at the same time; else it is loaded when it is first needed.</param>
    internal static EmotionClassifier Load(ClassifierOptions options, IReadOnlyList<Func<EmotionModel>> models, bool withDetector = false)
    {
        var validated = options.Detector.Validated();
        if (options.Coverage is { } coverage && !ConformalCalibration.IsCoverage(coverage))
        {
            throw new ArgumentOutOfRangeException(nameof(options), coverage, "A coverage is from 0.5 to 0.995.");
        }

        var detector = new Lazy<FaceDetector>(() => FaceDetector.Load(validated));
        var loading = withDetector ? Task.Run(() => detector.Value) : null;
        ModelEnsemble? loaded = null;
        try
        {
            loaded = ModelEnsemble.Load(models);
            return new EmotionClassifier(loaded, detector, loading, options.Coverage);
        }
        catch
        {
            loaded?.Dispose();
            loading?.Result.Dispose();
            throw;
        }
    }

    /// <summary>Loads the detector, which is otherwise done when it is first needed.</summary>
    internal void LoadDetector() => _ = _detector.Value;

    /// <summary>The faces of an image as the network sees them.</summary>
    /// <param name="image">The image.</param>
    /// <param name="threads">The threads that look for faces.</param>
    /// <param name="cancellation">Cancels.</param>
    internal IReadOnlyList<AlignedFace> Align(FaceImage image, int threads, CancellationToken cancellation) =>
        Align(image, _detector.Value.Find(image, threads, cancellation));

    /// <summary>An image that is a face as the network sees it.</summary>
    internal static AlignedFace AlignWhole(FaceImage image) => new(new FaceBox(0, 0, image.Width, image.Height), Detection: null, image.ToGreyFace());

    /// <summary>A cropped face of 48×48 grey values as the network sees it.</summary>
    internal static AlignedFace AsFace(byte[] pixels) => new(new FaceBox(0, 0, ImageFile.FaceSide, ImageFile.FaceSide), Detection: null, pixels);

    /// <summary>Classifies faces in batches. One that was detected is averaged with its mirror image, because its crop is never exact.</summary>
    internal IReadOnlyList<FacePrediction> Classify(IReadOnlyList<AlignedFace> faces, CancellationToken cancellation)
    {
        var detected = faces.Where(face => face.Detection is not null).Select(face => FaceAligner.Mirror(face.Pixels));
        var probabilities = _models.Classify([.. faces.Select(face => face.Pixels), .. detected], cancellation);
        var mirrored = new Queue<float[]>(probabilities.Skip(faces.Count));
        return [.. faces.Zip(probabilities, (face, values) => WithSet(face.Detection is { } detection
            ? new FacePrediction(detection, ClassNames, [.. values.Zip(mirrored.Dequeue(), (left, right) => (left + right) / 2)])
            : new FacePrediction(face.Box, ClassNames, values)))];
    }

    private FacePrediction WithSet(FacePrediction face) => _conformal is null
        ? face
        : face.WithSet(Coverage!.Value, _conformal.ThresholdAt(Coverage.Value, isMirrored: face.DetectionScore is not null));

    private AlignedFace[] Align(FaceImage image, IReadOnlyList<FaceDetection> found) =>
        [.. found.Select(face => new AlignedFace(face.Box, face, FaceAligner.Crop(image, face, _models.Calibration)))];

    private static T Use<T>(FaceImage image, Func<FaceImage, T> use)
    {
        using (image)
        {
            return use(image);
        }
    }
}
