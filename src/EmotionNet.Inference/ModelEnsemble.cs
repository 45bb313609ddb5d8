using EmotionNet.Inference.Faces;
using EmotionNet.Inference.Images;

namespace EmotionNet.Inference;

/// <summary>Models whose probabilities are averaged; one alone is its own average. Usable from several threads.</summary>
internal sealed class ModelEnsemble : IDisposable
{
    // Above this a run only needs more memory.
    private const int MaximumBatch = 256;

    private readonly List<EmotionModel> _models = [];

    /// <summary>The names of the classes, in the order of the probabilities.</summary>
    public IReadOnlyList<string> ClassNames => _models[0].ClassNames;

    /// <summary>Where the detector's box lies in the faces that the first network was trained on.</summary>
    public CropCalibration Calibration => _models[0].Calibration;

    /// <summary>What the first model's file says of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _models[0].Metadata;

    /// <summary>How often a set of classes holds the true one.</summary>
    /// <exception cref="UserInputException">The model has no such thresholds, or there are several models: those of each do not hold for their average.</exception>
    public ConformalCalibration Conformal => _models.Count == 1
        ? _models[0].Conformal
        : throw new UserInputException("`coverage` is for one model, since the average of several has no calibration scores", "give one model");

    /// <summary>Loads models.</summary>
    /// <param name="loaders">Each loads one.</param>
    /// <exception cref="UserInputException">One cannot be loaded, or the models have different classes.</exception>
    public static ModelEnsemble Load(IReadOnlyList<Func<EmotionModel>> loaders)
    {
        var ensemble = new ModelEnsemble();
        try
        {
            foreach (var load in loaders)
            {
                ensemble._models.Add(load());
                ensemble.RequireSameClasses();
            }

            return ensemble;
        }
        catch
        {
            ensemble.Dispose();
            throw;
        }
    }

    /// <summary>Classifies cropped faces.</summary>
    /// <param name="faces">48×48 grey values each, row by row.</param>
    /// <param name="cancellation">Looked at before each batch.</param>
    /// <returns>The probabilities of the classes, for each face.</returns>
    public IReadOnlyList<float[]> Classify(IReadOnlyList<byte[]> faces, CancellationToken cancellation)
    {
        var probabilities = new List<float[]>(faces.Count);
        for (var start = 0; start < faces.Count; start += MaximumBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            AddBatch(faces, start, Math.Min(MaximumBatch, faces.Count - start), probabilities);
        }

        return probabilities;
    }

    /// <inheritdoc/>
    public void Dispose() => _models.ForEach(model => model.Dispose());

    private void AddBatch(IReadOnlyList<byte[]> faces, int start, int count, List<float[]> probabilities)
    {
        var input = new float[count * ImageFile.FacePixels]; // [N, 1, 48, 48]
        for (var face = 0; face < count; face++)
        {
            var pixels = faces[start + face];
            var target = input.AsSpan(face * ImageFile.FacePixels, ImageFile.FacePixels);
            for (var pixel = 0; pixel < target.Length; pixel++)
            {
                target[pixel] = pixels[pixel];
            }
        }

        var sums = new float[count * ClassNames.Count]; // [N, C]
        _models.ForEach(model => model.AddProbabilities(input, sums));
        for (var face = 0; face < count; face++)
        {
            probabilities.Add([.. sums.AsSpan(face * ClassNames.Count, ClassNames.Count).ToArray().Select(sum => sum / _models.Count)]);
        }
    }

    private void RequireSameClasses()
    {
        if (!_models[^1].ClassNames.SequenceEqual(ClassNames))
        {
            throw new UserInputException(
                $"the models have different classes ({string.Join(", ", ClassNames)}; {string.Join(", ", _models[^1].ClassNames)})",
                "average models of one data set");
        }
    }
}
