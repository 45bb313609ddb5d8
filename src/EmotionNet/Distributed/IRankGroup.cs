using static TorchSharp.torch;

namespace EmotionNet.Distributed;

/// <summary>
/// The processes ("ranks") that train one network together. Each member is called by all ranks in the same order, from the thread that made the
/// group; <see cref="Abort"/> alone is one rank's.
/// </summary>
internal interface IRankGroup : IDisposable
{
    /// <summary>This process, from 0.</summary>
    int Rank { get; }

    /// <summary>This process among those of its machine, from 0.</summary>
    int LocalRank { get; }

    /// <summary>How many processes there are.</summary>
    int Count { get; }

    /// <summary>What connects them, for the log: <c>Open MPI v4.1.4</c>.</summary>
    string Name { get; }

    /// <summary>Replaces a tensor by its sum over all ranks: the same bits on every rank.</summary>
    /// <param name="tensor">Contiguous, <c>float32</c> or <c>float64</c>, of the same shape on every rank, on the CPU; of <see cref="GpuRanks"/> on
    /// the GPU of each rank as well.</param>
    void Sum(Tensor tensor);

    /// <summary>Replaces bytes by those of rank 0.</summary>
    /// <param name="bytes">As many on every rank.</param>
    void Broadcast(Span<byte> bytes);

    /// <summary>The bytes of all ranks, one rank after the other.</summary>
    /// <param name="bytes">As many on every rank.</param>
    byte[] Gather(ReadOnlySpan<byte> bytes);

    /// <summary>The largest value of all ranks.</summary>
    double Max(double value);

    /// <summary>Ends the processes of all ranks, for a failure that the others do not know of.</summary>
    /// <param name="exitCode">What this process returns.</param>
    void Abort(int exitCode);
}
