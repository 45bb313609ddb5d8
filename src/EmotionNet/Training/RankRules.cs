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

    /// <summary>Checks that the ranks can share out each batch.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="batchSize">Images in a forward pass, of all ranks.</param>
    /// <param name="savedGroup">The batch-norm group of the run that is resumed; 0 for none.</param>
    /// <param name="isResumed">Whether a run is resumed, whose batches stay as they are.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="ranks">How many ranks there are.</param>
    /// <exception cref="UserInputException">They cannot; the sentence says which sizes or numbers of ranks can.</exception>
    public static void Check(TrainingOptions options, int batchSize, int savedGroup, bool isResumed, Device device, int ranks)
    {
        if (ranks == 1)
        {
            return;
        }

        if (device.type != DeviceType.CPU)
        {
            throw new UserInputException($"{ranks} ranks cannot train on {device} yet", "give `device` cpu, or train in one process");
        }

        var decided = options.BatchNormGroup > 0 ? options.BatchNormGroup : savedGroup;
        if (CanShare(batchSize, decided, ranks))
        {
            return;
        }

        var fitting = string.Join(", ", Enumerable.Range(1, batchSize / 2).Where(count => CanShare(batchSize, decided, count)));
        if (isResumed)
        {
            var groups = ReplicaLayout.GroupsOf(batchSize, GroupSize(decided, batchSize, isGpu: false, 1));
            throw new UserInputException(
                $"the run was started with batches of {batchSize} in {groups} batch-norm group{(groups == 1 ? "" : "s")}, which {ranks} ranks cannot share evenly",
                $"resume with this number of ranks: {fitting}");
        }

        if (batchSize % ranks != 0 || batchSize < 2 * ranks)
        {
            var (below, above) = (batchSize / ranks * ranks, ((batchSize / ranks) + 1) * ranks);
            var sizes = below >= 2 * ranks ? $"{below} or {above}" : $"{2 * ranks}";
            throw new UserInputException($"`batch-size` {batchSize} cannot be shared out evenly to {ranks} ranks", $"use `batch-size` {sizes}");
        }

        throw new UserInputException(
            $"`batch-norm-group` {decided} makes {ReplicaLayout.GroupsOf(batchSize, decided)} groups of a batch of {batchSize}, which {ranks} ranks cannot share evenly",
            $"use `batch-norm-group` {batchSize / ranks}, or this number of ranks: {fitting}");
    }

    private static bool CanShare(int batchSize, int decided, int ranks) =>
        batchSize % ranks == 0
        && batchSize / ranks >= 2
        && (decided == 0 || ReplicaLayout.GroupsOf(batchSize, decided) % ranks == 0);
}
