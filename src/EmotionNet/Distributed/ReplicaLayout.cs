namespace EmotionNet.Distributed;

/// <summary>
/// How a batch is divided on one machine. Batch normalization takes its statistics from groups of images ("ghost batch normalization",
/// Hoffer et al. 2017, arXiv:1705.08741): each group is one replica's, and the replicas share the threads. Two replicas of one thread each are
/// faster than one of two threads, because no convolution waits for the other core (docs/performance.md).
/// </summary>
/// <param name="Replicas">Replicas of the network, and so groups of a batch.</param>
/// <param name="Workers">Replicas that compute at the same time.</param>
/// <param name="Threads">libtorch's threads, for all workers.</param>
internal readonly record struct ReplicaLayout(int Replicas, int Workers, int Threads)
{
    /// <summary>The layout of a batch. The results depend on the number of replicas alone, which follows from the sizes and not from the machine.</summary>
    /// <param name="batchSize">Images in a forward pass.</param>
    /// <param name="groupSize">Images whose statistics batch normalization takes together; where it does not divide the batch, some groups are larger.</param>
    /// <param name="threads">libtorch's threads.</param>
    /// <param name="isGpu">Whether the device is a GPU, on which replicas compute one after the other.</param>
    /// <param name="ranks">The processes that share the batch, each with the same number of groups.</param>
    public static ReplicaLayout Of(int batchSize, int groupSize, int threads, bool isGpu, int ranks = 1)
    {
        var replicas = GroupsOf(batchSize, groupSize) / ranks;
        return new(replicas, isGpu ? 1 : Math.Min(replicas, threads), threads);
    }

    /// <summary>Groups of a batch.</summary>
    /// <param name="batchSize">Images in a forward pass.</param>
    /// <param name="groupSize">Images in a group, at least.</param>
    public static int GroupsOf(int batchSize, int groupSize) => Math.Max(1, batchSize / groupSize);

    /// <summary>The group size of a run that names none: on a CPU half of the batch, from 32 to 64 images, so that two cores have a replica each; on a GPU the whole batch.</summary>
    /// <param name="batchSize">Images in a forward pass.</param>
    /// <param name="isGpu">Whether the device is a GPU.</param>
    public static int DefaultGroupSize(int batchSize, bool isGpu) => isGpu ? batchSize : Math.Min(batchSize, Math.Clamp(batchSize / 2, 32, 64));

    /// <summary>The threads of one worker; the first ones get what does not divide evenly.</summary>
    /// <param name="worker">Which one, from 0.</param>
    public int ThreadsOf(int worker) => (Threads / Workers) + (worker < Threads % Workers ? 1 : 0);

    /// <summary>The replicas of one worker, a range from its first to the first of the next one.</summary>
    /// <param name="worker">Which one, from 0.</param>
    public Range ReplicasOf(int worker) => (Replicas * worker / Workers)..(Replicas * (worker + 1) / Workers);
}
