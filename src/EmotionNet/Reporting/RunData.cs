using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.FerPlus;
using EmotionNet.Training;

namespace EmotionNet.Reporting;

/// <summary>The data of a run as it is on this machine now.</summary>
/// <param name="Faces">The data set.</param>
/// <param name="ValidationDigest">The SHA-256 of the validation split, as <see cref="RunBeginning.ValidationDigest"/>; null without one.</param>
/// <param name="Difference">A sentence where the data is not that of the run; null where it is, or the run has no record of its data.</param>
internal sealed record RunData(EmotionDataset Faces, string? ValidationDigest, string? Difference) : IDisposable
{
    /// <summary>Loads the data.</summary>
    /// <param name="options">The settings of the run, with the paths of its data on this machine.</param>
    /// <param name="mayUseSample">As for <see cref="TrainingData.Load(TrainingOptions, bool, DataSplit[])"/>.</param>
    /// <param name="beginning">The digests of the run's data; null where they are not known.</param>
    /// <param name="split">The split that must be there.</param>
    /// <exception cref="UserInputException">The data is missing, wrong, or without the split.</exception>
    public static RunData Load(TrainingOptions options, bool mayUseSample, RunBeginning? beginning, DataSplit split)
    {
        // The temperature is fitted on the validation faces, which some data holds out of the training faces only where they are asked for.
        DataSplit[] required = options.Mode == TrainingMode.FerPlus || split == DataSplit.Validation ? [split] : [split, DataSplit.Validation];
        var faces = TrainingData.Load(options, mayUseSample, required).Faces;
        var validation = faces.Validation?.Digest();
        return new RunData(faces, validation, DifferenceOf(faces, validation, beginning));
    }

    /// <summary>The votes' distribution of the faces of a split, <c>N × C</c> shares; null where the data has no votes.</summary>
    /// <param name="options">As for <see cref="Load"/>.</param>
    /// <param name="split">A split other than training.</param>
    public IReadOnlyList<IReadOnlyList<double>>? VotesOf(TrainingOptions options, DataSplit split)
    {
        if (options.Mode != TrainingMode.FerPlus || Faces[split] is not { } faces)
        {
            return null;
        }

        // Only probability mode keeps the votes of the faces that are scored, which are the same in every mode.
        using var voted = faces.VoteDistributions is null ? FerPlusDataset.LoadToScore(options.FerPlusDirectory, LabelMode.Probability, split) : null;
        using var onHost = (voted?[split] ?? faces).VoteDistributions!.cpu();
        var shares = onHost.data<float>().ToArray();
        var classes = faces.ClassNames.Count;
        return [.. Enumerable.Range(0, faces.Count).Select(
            face => (IReadOnlyList<double>)[.. shares.AsSpan(face * classes, classes).ToArray().Select(share => (double)share)])];
    }

    /// <inheritdoc/>
    public void Dispose() => Faces.Dispose();

    /// <summary>A sentence where the validation faces at hand are not those of a network's run; null where they are, or the network has no record of its data.</summary>
    /// <param name="run">The network.</param>
    /// <param name="validation">The faces, with targets as the run had them.</param>
    /// <param name="layout">Where they come from.</param>
    public static string? ValidationDifference(CheckpointDescription run, FaceSet validation, string layout) =>
        run.Progress.Beginning is { } beginning && validation.Digest() != beginning.ValidationDigest
            ? Sentence("validation", layout)
            : null;

    private static string Sentence(string split, string layout) => $"The {split} faces or labels here are not those of the run: {layout}.";

    private static string? DifferenceOf(EmotionDataset faces, string? validation, RunBeginning? beginning)
    {
        var split = beginning is null ? null
            : validation is not null && validation != beginning.ValidationDigest ? "validation"
            : faces.Training is { } training && training.Digest() != beginning.TrainingDigest ? "training"
            : null;
        return split is null ? null : Sentence(split, faces.Layout);
    }
}
