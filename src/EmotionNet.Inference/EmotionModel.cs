using EmotionNet.Files;
using EmotionNet.Inference.Faces;
using EmotionNet.Inference.Images;
using Microsoft.ML.OnnxRuntime;

namespace EmotionNet.Inference;

/// <summary>One network that classifies cropped faces: an ONNX model as <c>emotionnet export</c> writes it. Usable from several threads.</summary>
internal sealed class EmotionModel : IDisposable
{
    /// <summary>The name of the input, grey levels <c>float32 [N, 1, 48, 48]</c>, 0 to 255.</summary>
    public const string Input = "faces";

    /// <summary>The name of the output, <c>float32 [N, C]</c>.</summary>
    public const string Output = "probabilities";

    private const int MaximumFileLength = 512 << 20;

    private readonly InferenceSession _session;
    private readonly string? _path;

    private EmotionModel(InferenceSession session, string? path, IReadOnlyList<string> classNames, CropCalibration calibration) =>
        (_session, _path, ClassNames, Calibration) = (session, path, classNames, calibration);

    /// <summary>The names of the classes, in the order of the probabilities.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Where the detector's box lies in the faces that the network was trained on.</summary>
    public CropCalibration Calibration { get; }

    /// <summary>What the model's file says of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata => OnnxSession.MetadataOf(_session, _path);

    /// <summary>How often a set of classes holds the true one.</summary>
    /// <exception cref="UserInputException">The model was exported without data, or its thresholds cannot be read.</exception>
    public ConformalCalibration Conformal
    {
        get
        {
            if (!Metadata.TryGetValue(OnnxMetadata.Conformal, out var text))
            {
                throw new UserInputException(
                    "the model has no calibration scores, which `coverage` needs",
                    "export its .safetensors file again, with emotionnet export and the data that it was trained on as `data-dir` or `ferplus-dir`",
                    _path);
            }

            return ConformalCalibration.TryParse(text)
                ?? throw new UserInputException($"the model's {OnnxMetadata.Conformal} cannot be read", "export it again with emotionnet export", _path);
        }
    }

    /// <summary>Loads a bundled model by its name, or a file.</summary>
    /// <exception cref="UserInputException">There is no such file, or it is not such a model.</exception>
    public static EmotionModel Load(string nameOrPath, int threads)
    {
        if (BundledModels.Classifiers.Contains(nameOrPath))
        {
            return Load(BundledModels.Read(nameOrPath), path: null, threads);
        }

        if (!nameOrPath.Contains('.', StringComparison.Ordinal) && !File.Exists(nameOrPath))
        {
            var names = string.Join(", ", BundledModels.Classifiers);
            throw new UserInputException("there is no such model", $"give {names} or the path of a model file", nameOrPath);
        }

        return Load(InputFiles.ReadAllBytes(nameOrPath, MaximumFileLength), nameOrPath, threads);
    }

    /// <summary>Loads the content of an ONNX file.</summary>
    /// <param name="model">The content.</param>
    /// <param name="path">Where it comes from, for a message.</param>
    /// <param name="threads">The threads that compute one batch.</param>
    /// <exception cref="UserInputException">It is not such a model.</exception>
    public static EmotionModel Load(byte[] model, string? path, int threads)
    {
        OnnxStructure.Check(model, path);
        InferenceSession session;
        try
        {
            session = OnnxSession.Create(model, threads);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new UserInputException(
                "ONNX Runtime cannot load the file as a model", "export it again with emotionnet export, or copy it again", path, inner: exception);
        }

        try
        {
            return new EmotionModel(session, path, CheckedClassNames(session, path), CheckedCalibration(session, path));
        }
        catch (UserInputException)
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Adds the probabilities of a batch.</summary>
    /// <param name="faces">Grey values from 0 to 255, <c>float32 [N, 1, 48, 48]</c>.</param>
    /// <param name="sums">Receives them, <c>float32 [N, C]</c>.</param>
    /// <exception cref="UserInputException">The model fails, or answers with something else than a probability for each face and class.</exception>
    public void AddProbabilities(float[] faces, float[] sums)
    {
        try
        {
            Run(faces, sums);
        }
        catch (OnnxRuntimeException exception)
        {
            throw Unusable("ONNX Runtime cannot compute the model", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private void Run(float[] faces, float[] sums)
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(faces, [faces.Length / ImageFile.FacePixels, 1, ImageFile.FaceSide, ImageFile.FaceSide]);
        using var options = new RunOptions();
        using var results = _session.Run(options, [Input], [tensor], [Output]);
        var probabilities = results[0].GetTensorDataAsSpan<float>(); // [N, C]
        if (probabilities.Length != sums.Length)
        {
            throw Unusable("the model does not answer with a probability for each face and class", inner: null);
        }

        for (var index = 0; index < sums.Length; index++)
        {
            if (!float.IsFinite(probabilities[index]))
            {
                throw Unusable("a probability of the model is not a number", inner: null);
            }

            sums[index] += probabilities[index];
        }
    }

    private UserInputException Unusable(string problem, Exception? inner) =>
        new(problem, "export it again with emotionnet export, or use another model", _path, inner: inner);

    private static string[] CheckedClassNames(InferenceSession session, string? path)
    {
        var isOurs = session.InputMetadata.Count == 1
            && session.InputMetadata.TryGetValue(Input, out var input) && input.ElementType == typeof(float)
            && input.Dimensions.AsSpan() is [< 1, 1, ImageFile.FaceSide, ImageFile.FaceSide]
            && OnnxSession.MetadataOf(session, path).ContainsKey(OnnxMetadata.Classes);
        var names = isOurs ? OnnxSession.MetadataOf(session, path)[OnnxMetadata.Classes].Split(',', StringSplitOptions.TrimEntries) : [];
        var fits = session.OutputMetadata.TryGetValue(Output, out var output) && output.ElementType == typeof(float)
            && output.Dimensions.Length == 2 && output.Dimensions[1] == names.Length;
        return isOurs && fits && names.Distinct().Count() == names.Length
            ? names
            : throw new UserInputException("the model is not one that emotionnet export writes", "give such a model, or a .safetensors file of a run", path);
    }

    private static CropCalibration CheckedCalibration(InferenceSession session, string? path)
    {
        if (!OnnxSession.MetadataOf(session, path).TryGetValue(OnnxMetadata.FaceBox, out var text))
        {
            return CropCalibration.Fer2013;
        }

        return CropCalibration.TryParse(text, out var calibration)
            ? calibration
            : throw new UserInputException($"the model's {OnnxMetadata.FaceBox} is not four numbers of a box", "export it again with emotionnet export", path);
    }
}
