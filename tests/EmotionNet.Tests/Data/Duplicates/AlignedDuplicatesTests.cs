using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Inference.Images;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Data.Duplicates;

/// <summary>Copies of smooth random images, which differ from each other as faces do and have no parts in common.</summary>
public sealed class AlignedDuplicatesTests
{
    private const int Originals = 60, Copies = 20;

    private readonly Tensor _images = RandomImages(Originals);

    [Fact]
    public void Images_without_a_copy_give_no_pair() => Assert.Empty(AlignedDuplicates.Find(_images));

    [Fact]
    public void Shifted_copies_are_found() =>
        AssertFinds(random => new Alignment(false, 1, random.Next(-4, 5), random.Next(-4, 5)), minimumRecall: 0.9);

    [Fact]
    public void Mirrored_copies_are_found() => AssertFinds(random => new Alignment(true, 1, random.Next(-2, 3), random.Next(-2, 3)), minimumRecall: 0.9);

    [Fact]
    public void Copies_that_are_cropped_otherwise_are_found() =>
        AssertFinds(random => new Alignment(false, 0.88 + (0.24 * random.NextDouble()), random.Next(-2, 3), random.Next(-2, 3)), minimumRecall: 0.8);

    [Fact]
    public void Copies_that_are_compressed_otherwise_and_brighter_are_found() =>
        AssertFinds(_ => new Alignment(false, 1, 0, 0), minimumRecall: 0.95, change: image => Compress(image.mul(0.8).add(30)));

    [Fact]
    public void Copies_that_are_all_of_it_together_are_found() => AssertFinds(
        random => new Alignment(random.Next(2) == 0, 0.92 + (0.16 * random.NextDouble()), random.Next(-2, 3), random.Next(-2, 3)),
        minimumRecall: 0.85,
        change: Compress);

    [Fact]
    public void A_pair_that_its_hash_does_not_find_is_found_where_somebody_names_it()
    {
        // Shifted by more than the alignments reach from afar; near enough for the fine one.
        var copy = Moved(_images.narrow(0, 3, 1), new Alignment(false, 1, 5, -5));
        var all = cat([_images, copy]);

        var named = AlignedDuplicates.Find(all, more: [(3, Originals), (4, 5)]);

        Assert.Contains(named, pair => (pair.First, pair.Second) == (3, Originals));
        Assert.DoesNotContain(named, pair => (pair.First, pair.Second) == (4, 5));
    }

    [Fact]
    public void The_alignment_says_how_the_copy_was_made()
    {
        var pair = Assert.Single(AlignedDuplicates.Find(cat([Moved(_images.narrow(0, 7, 1), new Alignment(true, 1, 2, -3)), _images])));

        Assert.Equal((0, 8), (pair.First, pair.Second));
        Assert.True(pair.Alignment.IsMirrored);
        Assert.Equal(3, Math.Abs(pair.Alignment.ShiftY), 0.01);
        Assert.InRange(pair.Correlation, 0.99, 1.0001);
    }

    // Recall as given, and no pair that is none.
    private void AssertFinds(Func<Random, Alignment> draw, double minimumRecall, Func<Tensor, Tensor>? change = null)
    {
        var random = new Random(5);
        var sources = Enumerable.Range(0, Originals).ToArray();
        random.Shuffle(sources);
        var copies = sources.Take(Copies).Select(source =>
        {
            var moved = Moved(_images.narrow(0, source, 1), draw(random));
            return change is null ? moved : change(moved.to(float32)).round().clamp(0, 255).to(uint8);
        });

        var found = AlignedDuplicates.Find(cat([_images, .. copies])).Select(pair => (pair.First, pair.Second)).ToHashSet();

        var planted = Enumerable.Range(0, Copies).Select(copy => (sources[copy], Originals + copy)).ToHashSet();
        Assert.InRange(planted.Count(found.Contains) / (double)Copies, minimumRecall, 1);
        Assert.Empty(found.Except(planted));
    }

    private static Tensor Moved(Tensor image, Alignment alignment) =>
        AlignedWindows.Resample(image.to(float32), [alignment]).round().clamp(0, 255).to(uint8);

    private static Tensor RandomImages(int count)
    {
        EmotionNet.Runtime.TorchRuntime.Initialize();
        using var generator = new Generator(3);
        var noise = rand([count, 1, 12, 12], generator: generator).mul(255);
        return nn.functional.interpolate(noise, size: [FaceSet.ImageSize, FaceSet.ImageSize], mode: InterpolationMode.Bicubic).round().clamp(0, 255).to(uint8);
    }

    private static Tensor Compress(Tensor image)
    {
        var pixels = image.round().clamp(0, 255).to(uint8).contiguous().data<byte>().ToArray();
        using var grey = Image.LoadPixelData<L8>(pixels, FaceSet.ImageSize, FaceSet.ImageSize);
        using var file = new MemoryStream();
        grey.Save(file, new JpegEncoder { Quality = 40 });
        var face = new byte[FaceSet.PixelCount];
        ImageFile.ReadGreyFace(file.ToArray(), "a copy", face);
        return FaceSet.ImagesOf(face).to(float32);
    }
}
