using EmotionNet.Files;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Files;

/// <summary>Bytes of which nobody says how many there will be.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class GrowingBytesTests
{
    [Property(MaxTest = 20)]
    public Property What_was_written_is_what_is_taken() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var expected = new List<byte>();
            using var bytes = new GrowingBytes();
            for (var write = 0; write < 5; write++)
            {
                var part = new byte[random.Next(1 << random.Next(1, 21))]; // up to 1 MiB, the length of a block
                random.NextBytes(part);
                expected.AddRange(part);
                bytes.Write(part);
            }

            return bytes.Length == expected.Count && bytes.Take().AsSpan().SequenceEqual(expected.ToArray()) && bytes.Length == 0;
        });
}
