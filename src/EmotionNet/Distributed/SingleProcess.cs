using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Distributed;

/// <summary>The group of a run in one process.</summary>
internal sealed class SingleProcess : IRankGroup
{
    private SingleProcess()
    {
    }

    /// <summary>The only one.</summary>
    public static SingleProcess Instance { get; } = new();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int LocalRank => 0;

    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public string Name => "one process";

    /// <inheritdoc/>
    public void Sum(Tensor tensor)
    {
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes)
    {
    }

    /// <inheritdoc/>
    public byte[] Gather(ReadOnlySpan<byte> bytes) => bytes.ToArray();

    /// <inheritdoc/>
    public double Max(double value) => value;

    /// <inheritdoc/>
    public void Abort(int exitCode) => ProcessExit.Now(exitCode);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
