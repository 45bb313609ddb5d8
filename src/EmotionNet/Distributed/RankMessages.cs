using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Distributed;

/// <summary>What ranks tell each other besides tensors.</summary>
internal static class RankMessages
{
    /// <summary>An object of every rank, in the order of the ranks.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="mine">This rank's; JSON can hold it.</param>
    public static T[] GatherJson<T>(this IRankGroup ranks, T mine)
    {
        if (ranks.Count == 1)
        {
            return [mine];
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(mine);
        var length = sizeof(int) + (int)ranks.Max(text.Length);
        var padded = new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(padded, text.Length);
        text.CopyTo(padded, sizeof(int));
        var all = ranks.Gather(padded);
        return [.. Enumerable.Range(0, ranks.Count).Select(rank => Read(all.AsSpan(rank * length, length)))];

        static T Read(ReadOnlySpan<byte> padded) =>
            JsonSerializer.Deserialize<T>(padded.Slice(sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(padded)))!;
    }

    /// <summary>Replaces a tensor by that of rank 0.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="tensor">Contiguous, of the same shape on every rank, on any device.</param>
    public static void Broadcast(this IRankGroup ranks, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var onHost = tensor.cpu(); // the tensor itself where it is there
        ranks.Broadcast(onHost.bytes);
        if (tensor.device_type != DeviceType.CPU)
        {
            tensor.copy_(onHost);
        }
    }

    /// <summary>Whether any rank is asked to stop.</summary>
    public static bool AnyStops(this IRankGroup ranks, CancellationToken stop) => ranks.Max(stop.IsCancellationRequested ? 1 : 0) > 0;

    /// <summary>A number of rank 0.</summary>
    public static double OfFirst(this IRankGroup ranks, double mine)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, mine);
        ranks.Broadcast(bytes);
        return BinaryPrimitives.ReadDoubleLittleEndian(bytes);
    }
}
