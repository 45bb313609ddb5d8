using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>
/// How a step is shared out among the cores of a processor: replicas of the network, each of which takes a part of the batch on threads of
/// its own. Two of one thread each are faster than one on two threads, for no convolution waits for the other core (docs/performance.md).
/// </summary>
/// <param name="Replicas">How many, the network itself among them.</param>
/// <param name="ThreadsEach">Of libtorch, for each.</param>
public readonly record struct CoreShare(int Replicas, int ThreadsEach)
{
    // Batch normalisation takes its statistics from the faces of one replica.
    private const int LeastFacesEach = 32;

    /// <summary>The share for a batch on a device, with libtorch's threads as they are set; one replica on a GPU.</summary>
    public static CoreShare Of(Device device, int batchSize)
    {
        var threads = get_num_threads();
        var replicas = device.type == DeviceType.CPU ? Math.Clamp(batchSize / LeastFacesEach, 1, threads) : 1;
        return new(replicas, threads / replicas);
    }
}
