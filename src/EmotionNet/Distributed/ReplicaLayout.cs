using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Distributed;

/// <summary>
/// How a step is shared out among the cores of a processor: replicas of the network, each of which takes a part of the batch on threads of
/// its own. Two of one thread each are faster than one on two threads, for no convolution waits for the other core (docs/performance.md).
/// </summary>
/// <param name="Replicas">How many, the network itself among them.</param>
/// <param name="Threads">Of libtorch, for all of them.</param>
internal readonly record struct ReplicaLayout(int Replicas, int Threads)
{
    // Batch normalisation takes its statistics from the faces of one replica.
    private const int MinimumGroupSize = 32;

    /// <summary>The share for a batch on a device, with libtorch's threads as they are set; one replica on a GPU.</summary>
    public static ReplicaLayout Of(Device device, int batchSize)
    {
        var threads = get_num_threads();
        return new(device.type == DeviceType.CPU ? Math.Clamp(batchSize / MinimumGroupSize, 1, threads) : 1, threads);
    }

    /// <summary>The threads of one replica; the first ones get what does not divide evenly.</summary>
    /// <param name="replica">Which one, from 0.</param>
    public int ThreadsOf(int replica) => (Threads / Replicas) + (replica < Threads % Replicas ? 1 : 0);
}
