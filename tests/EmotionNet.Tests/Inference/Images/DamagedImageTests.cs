using EmotionNet.Data;
using EmotionNet.Inference.Images;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Inference.Images;

[Collection(TorchFreeTests.Name)]
public sealed class DamagedImageTests : IDisposable
{
    private static readonly byte[][] Whole = [.. SampleImages.All];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The replay makes the mutations the same in every run.
    [Property(MaxTest = 1000, Replay = "(20130902,7)")]
    public Property An_image_with_changed_bytes_or_cut_off_is_read_or_refused_and_never_a_bug() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var path = _folder.File("face");
            File.WriteAllBytes(path, Damage(Whole[random.Next(Whole.Length)], random));
            try
            {
                return ImageFile.ReadGreyFace(path).Length == FaceSet.PixelCount;
            }
            catch (UserInputException error)
            {
                return error.File == path;
            }
        });

    private static byte[] Damage(byte[] whole, Random random)
    {
        var bytes = (byte[])whole.Clone();
        var changes = random.Next(1, 9);
        for (var change = 0; change < changes; change++)
        {
            // Headers are short and decide the most, so half of the changes are there.
            var place = random.Next(2) == 0 ? random.Next(bytes.Length) : random.Next(Math.Min(64, bytes.Length));
            bytes[place] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(bytes[place] ^ (1 << random.Next(8))),
                _ => random.Next(2) == 0 ? byte.MinValue : byte.MaxValue,
            };
        }

        return random.Next(8) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
