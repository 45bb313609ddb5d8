using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;

namespace EmotionNet.Runs;

/// <summary>
/// Teachers, and weights that a run begins with, that were trained on faces which the run validates or tests on: its scores there would be too high.
/// Known by the digests that a checkpoint keeps of its data; of a file without them nothing is said.
/// </summary>
internal static class SourceLeakage
{
    /// <summary>A sentence for each such file.</summary>
    /// <param name="options">The settings; the files must be there.</param>
    /// <param name="data">The data of the run.</param>
    /// <param name="isResumed">Whether the run has weights of its own.</param>
    public static IEnumerable<string> Warnings(TrainingOptions options, EmotionDataset data, bool isResumed)
    {
        var digests = new Lazy<IReadOnlyList<(string Split, string Digest)>>(() =>
        [
            .. new[] { DataSplit.Validation, DataSplit.Test }.Where(split => data[split] is not null)
                .Select(split => (split.ToString().ToLowerInvariant(), data[split]!.Digest())),
        ]);
        var initial = isResumed ? null : InitialWeights.FileOf(options);
        var sources = options.TeacherFiles.Select(file => (File: RunWeights.Find(file), Option: "teacher"))
            .Concat(initial is null ? [] : [(File: initial, Option: "init-from")]);
        var such = data.HeldOut is null ? "" : ", such as one that was trained with the same `seed` and `validation-fraction`";
        foreach (var (file, option) in sources)
        {
            if (Find(Checkpoint.Describe(file), data, digests) is { } faces)
            {
                yield return $"`{option}` {file} was trained on {faces}: the scores of this run on them will be too high. "
                    + $"Give `{option}` a network that has not seen them{such}.";
            }
        }
    }

    private static string? Find(CheckpointDescription source, EmotionDataset data, Lazy<IReadOnlyList<(string Split, string Digest)>> digests)
    {
        var progress = source.Progress;
        if (data.HeldOut is { } heldOut && progress.HeldOutDigest != heldOut.Digest && IsOfSameFaces(progress, data, heldOut))
        {
            return progress.HeldOutDigest is null
                ? "all training faces of this data, those included that are held out here"
                : $"faces that are held out here: it held out others of the same data, by `seed` {source.Options.Seed}";
        }

        return progress.Beginning is { } beginning && digests.Value.FirstOrDefault(split => split.Digest == beginning.TrainingDigest).Split is { } name
            ? $"the {name} faces of this data"
            : null;
    }

    // A run of an earlier version kept the number of the faces alone.
    private static bool IsOfSameFaces(TrainingProgress progress, EmotionDataset data, HeldOutSplit heldOut) =>
        progress.HeldOutDigest is null ? progress.Beginning?.TrainingDigest == heldOut.SourceDigest
        : progress.HeldOutSourceDigest is { } source ? source == heldOut.SourceDigest
        : progress.FaceCounts.Sum() == (data.Training?.Count ?? 0) + heldOut.Count;
}
