using EmotionNet.Configuration;
using EmotionNet.Distributed;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>
/// How a batch is shared out to ranks: each takes the same number of whole batch-norm groups, so that the model does not depend on how many ranks
/// trained it.
/// </summary>
internal static class RankRules
{
    // Batch normalization's error rises below it: Wu & He 2018, "Group Normalization", arXiv:1803.08494, table 2.
    private const int SmallGroup = 16;

    /// <summary>Images of a batch-norm group: what is decided, or the default for a batch that so many ranks share.</summary>
    /// <param name="decided">The setting, or what the run was started with; 0 for none.</param>
    /// <param name="batchSize">Images in a forward pass, of all ranks.</param>
    /// <param name="isGpu">Whether the device is a GPU.</param>
    /// <param name="ranks">How many ranks there are.</param>
    public static int GroupSize(int decided, int batchSize, bool isGpu, int ranks)
    {
        if (decided > 0)
        {
            return decided;
        }

        var usual = ReplicaLayout.DefaultGroupSize(batchSize, isGpu);
        var groups = ReplicaLayout.GroupsOf(batchSize, usual);
        return groups % ranks == 0 ? usual : batchSize / ((groups + ranks - 1) / ranks * ranks);
    }

    /// <summary>Images of a batch-norm group of a run. Decided once: a run that is resumed on another device or with other threads stays the same model.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="faceCount">Training images.</param>
    /// <param name="savedGroup">The batch-norm group of the run that is resumed; 0 for none.</param>
    /// <param name="isResumed">Whether a run is resumed.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="ranks">How many ranks there are.</param>
    /// <returns>The size, and what the user should know of it, or null.</returns>
    public static (int Size, string? Notice) DecideGroup(
        TrainingOptions options, int faceCount, int savedGroup, bool isResumed, Device device, int ranks)
    {
        var decided = options.BatchNormGroup > 0 ? options.BatchNormGroup : savedGroup;
        var (batchSize, isGpu) = (ScheduleLength.Of(options, faceCount).BatchSize, device.type != DeviceType.CPU);
        var size = GroupSize(decided, batchSize, isGpu, ranks);
        return (size, decided > 0 ? null
            : isResumed ? "The run was started by a version whose batch-norm groups followed from the number of threads; "
                + $"it continues with `batch-norm-group` {size}."
            : SmallerGroups(batchSize, isGpu, ranks, faceCount));
    }

    /// <summary>What a new run should know whose default group is smaller than in one process; null where it is not.</summary>
    /// <param name="batchSize">Images in a forward pass, of all ranks.</param>
    /// <param name="isGpu">Whether the device is a GPU.</param>
    /// <param name="ranks">How many ranks there are.</param>
    /// <param name="faceCount">Training images.</param>
    public static string? SmallerGroups(int batchSize, bool isGpu, int ranks, int faceCount)
    {
        var (usual, here) = (GroupSize(0, batchSize, isGpu, 1), GroupSize(0, batchSize, isGpu, ranks));
        if (here == usual)
        {
            return null;
        }

        var keeping = MultiplesOf(ranks, from: batchSize, to: faceCount).FirstOrDefault(size => GroupSize(0, size, isGpu, ranks) >= usual);
        var cost = here < SmallGroup ? ", which makes a worse network" : "";
        var fix = keeping > 0 ? $"; `batch-size` {keeping} keeps groups of that size" : "";
        return $"{ranks} ranks divide a batch of {batchSize} into batch-norm groups of {here} images, instead of {usual} in one process{cost}{fix}.";
    }

    /// <summary>Checks that the ranks can share out each batch.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="batchSize">Images in a forward pass, of all ranks.</param>
    /// <param name="faceCount">Training images.</param>
    /// <param name="savedGroup">The batch-norm group of the run that is resumed; 0 for none.</param>
    /// <param name="isResumed">Whether a run is resumed, whose batches stay as they are.</param>
    /// <param name="isGpu">Whether the device is a GPU.</param>
    /// <param name="ranks">How many ranks there are.</param>
    /// <exception cref="UserInputException">They cannot; the sentence says which sizes or numbers of ranks can.</exception>
    public static void Check(TrainingOptions options, int batchSize, int faceCount, int savedGroup, bool isResumed, bool isGpu, int ranks)
    {
        if (ranks == 1)
        {
            return;
        }

        var decided = options.BatchNormGroup > 0 ? options.BatchNormGroup : savedGroup;
        if (CanShare(batchSize, decided, ranks))
        {
            return;
        }

        var fitting = string.Join(", ", Enumerable.Range(1, batchSize / 2).Where(count => CanShare(batchSize, decided, count)));
        if (isResumed)
        {
            var groups = ReplicaLayout.GroupsOf(batchSize, GroupSize(decided, batchSize, isGpu, 1));
            throw new UserInputException(
                $"the run was started with batches of {batchSize} in {groups} batch-norm group{(groups == 1 ? "" : "s")}, which {ranks} ranks cannot share evenly",
                $"resume with this number of ranks: {fitting}");
        }

        if (batchSize % ranks != 0 || batchSize < 2 * ranks)
        {
            // The nearest on each side; an update of accumulated batches has no more images than there are.
            var possible = MultiplesOf(ranks, from: 2 * ranks, to: faceCount / options.GradientAccumulationSteps)
                .Where(size => CanShare(size, decided, ranks)).ToList();
            int[] nearest = [possible.LastOrDefault(size => size < batchSize), possible.FirstOrDefault(size => size > batchSize)];
            var sizes = string.Join(" or ", nearest.Where(size => size > 0));
            throw new UserInputException(
                $"`batch-size` {batchSize} cannot be shared out evenly to {ranks} ranks",
                sizes.Length > 0 ? $"use `batch-size` {sizes}" : $"use this number of ranks: {fitting}");
        }

        throw new UserInputException(
            $"`batch-norm-group` {decided} makes {ReplicaLayout.GroupsOf(batchSize, decided)} groups of a batch of {batchSize}, which {ranks} ranks cannot share evenly",
            $"use `batch-norm-group` {batchSize / ranks}, or this number of ranks: {fitting}");
    }

    private static IEnumerable<int> MultiplesOf(int ranks, int from, int to) =>
        Enumerable.Range((from + ranks - 1) / ranks, Math.Max(0, (to / ranks) - ((from + ranks - 1) / ranks) + 1)).Select(factor => factor * ranks);

    private static bool CanShare(int batchSize, int decided, int ranks) =>
        batchSize % ranks == 0
        && batchSize / ranks >= 2
        && (decided == 0 || ReplicaLayout.GroupsOf(batchSize, decided) % ranks == 0);
}
