using System.Buffers.Binary;
using System.Text;
using EmotionNet.Distributed;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Distributed;

/// <summary>A group whose other ranks exist on paper: they answer with this rank's message, changed.</summary>
internal sealed class ScriptedRanks(int count, Func<int, string, string> answer, int rank = 0) : IRankGroup
{
    public int Rank => rank;

    public int LocalRank => rank;

    public int Count => count;

    public string Name => "a script";

    public void Sum(Tensor tensor) => tensor.mul_(count);

    public void Broadcast(Span<byte> bytes)
    {
    }

    // As RankMessages pads them: a length, then JSON.
    public byte[] Gather(ReadOnlySpan<byte> bytes)
    {
        var mine = Encoding.UTF8.GetString(bytes.Slice(sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(bytes)));
        var all = new byte[bytes.Length * count];
        for (var other = 0; other < count; other++)
        {
            var text = Encoding.UTF8.GetBytes(other == rank ? mine : answer(other, mine));
            BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(other * bytes.Length), text.Length);
            text.CopyTo(all, (other * bytes.Length) + sizeof(int));
        }

        return all;
    }

    public double Max(double value) => value * 4; // room for longer answers

    public void Abort(int exitCode) => throw new InvalidOperationException("aborted");

    public void Dispose()
    {
    }
}
