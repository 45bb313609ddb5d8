using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Augmentation;

public sealed class BatchAugmenterTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_batch_is_cropped_and_stays_between_black_and_white()
    {
        var options = new TrainingOptions { BrightnessContrastFraction = 0.9, RandomErasing = 1, CropSize = 44 };

        var augmented = new BatchAugmenter(options.ToAugmentation()).Apply(Faces.Random(16));

        Assert.Equal([16L, 1L, 44L, 44L], augmented.shape);
        Assert.Equal(float32, augmented.dtype);
        Assert.InRange(augmented.min().item<float>(), -2f, -1.5f);
        Assert.InRange(augmented.max().item<float>(), 1.5f, 2f);
    }

    [Fact]
    public void Without_strengths_a_face_is_itself_or_its_mirror_image_each_half_of_the_time()
    {
        const int Count = 400;
        var images = Faces.Random(Count);
        var normalized = FaceTensors.Normalize(images);
        var mirrored = FaceTensors.Mirror(normalized);

        var augmented = new BatchAugmenter(Faces.NoStrength.ToAugmentation()).Apply(images);

        var same = Enumerable.Range(0, Count).Count(i => augmented[i].Identical(normalized[i]));
        var flipped = Enumerable.Range(0, Count).Count(i => augmented[i].Identical(mirrored[i]));
        Assert.Equal(Count, same + flipped);
        Assert.InRange(same, 160, 240);
    }

    [Fact]
    public void Without_movement_the_one_map_equals_the_plain_mirror_up_to_rounding()
    {
        var images = Faces.Random(64);
        manual_seed(7);
        var plain = new BatchAugmenter(Faces.NoStrength.ToAugmentation()).Apply(images);

        manual_seed(7);
        var mapped = new BatchAugmenter((Faces.NoStrength with { RotationDegrees = 1e-9 }).ToAugmentation()).Apply(images);

        Assert.True(mapped.allclose(plain, atol: 1e-3));
    }

    [Fact]
    public void The_same_seed_gives_the_same_batch_and_another_seed_another()
    {
        var images = Faces.Random(8);
        var augmenter = new BatchAugmenter(new TrainingOptions().ToAugmentation());

        Tensor Draw(long seed)
        {
            manual_seed(seed);
            return augmenter.Apply(images);
        }

        Assert.True(Draw(3).Identical(Draw(3)));
        Assert.False(Draw(3).Identical(Draw(4)));
    }

    [Theory]
    [InlineData(15, 0, 0, 0, 0)]
    [InlineData(0, 0.1, 0, 0, 0)]
    [InlineData(0, 0, 0.15, 0, 0)]
    [InlineData(0, 0, 0, 0.2, 0)]
    [InlineData(0, 0, 0, 0, 1)]
    public void Each_strength_works_alone_and_differently_for_each_face(double rotation, double translation, double scale, double light, double erasing)
    {
        var options = new TrainingOptions
        {
            RotationDegrees = rotation,
            TranslationFraction = translation,
            ScaleFraction = scale,
            BrightnessContrastFraction = light,
            RandomErasing = erasing,
        };
        manual_seed(5);

        var augmented = new BatchAugmenter(options.ToAugmentation()).Apply(Faces.Same(8));

        var pairs = from a in Enumerable.Range(0, 8) from b in Enumerable.Range(0, a) select (a, b);
        Assert.All(pairs, pair => Assert.False(augmented[pair.a].Identical(augmented[pair.b])));
    }

    [Fact]
    public void A_shift_never_exceeds_its_fraction_of_the_side()
    {
        // A white column in the middle: 10 % of 48 is 4.8 pixels, so it is found within 5 of where it was.
        var images = zeros(64, 1, 48, 48, uint8);
        images.narrow(3, 23, 2).fill_(255);

        var augmented = new BatchAugmenter((Faces.NoStrength with { TranslationFraction = 0.1 }).ToAugmentation()).Apply(images);

        var brightest = augmented.mean([0L, 1L, 2L]).data<float>().ToArray(); // [48]
        Assert.All(Enumerable.Range(0, 48).Where(column => column is < 18 or > 29), column => Assert.Equal(-2f, brightest[column]));
        Assert.True(brightest[19] > -2f && brightest[28] > -2f);
    }

    [Fact]
    public void A_crop_without_strengths_is_the_middle_of_the_face_whether_it_is_mapped_or_cut()
    {
        var images = Faces.Random(16);
        var middle = FaceTensors.CropCentre(FaceTensors.Normalize(images), 40);
        var options = Faces.NoStrength with { CropSize = 40 };

        manual_seed(7);
        var cut = new BatchAugmenter(options.ToAugmentation()).Apply(images);
        manual_seed(7);
        var mapped = new BatchAugmenter((options with { RotationDegrees = 1e-9 }).ToAugmentation()).Apply(images);

        Assert.All(Enumerable.Range(0, 16), face => Assert.True(cut[face].Identical(middle[face]) || cut[face].Identical(FaceTensors.Mirror(middle)[face])));
        Assert.True(mapped.allclose(cut, atol: 1e-3));
    }

    [Fact]
    public void A_crop_is_shifted_by_as_much_as_its_fraction_of_the_whole_face_and_no_further()
    {
        // The margin is 4 pixels: shifted by up to 3, the crop does not touch the white rows at the face's edges; by up to 5, it does.
        var images = zeros(64, 1, 48, 48, uint8);
        images.narrow(2, 0, 1).fill_(255);
        images.narrow(2, 47, 1).fill_(255);
        manual_seed(9);

        Assert.Equal(-2f, Brightest(3), 1e-3f);
        Assert.InRange(Brightest(5), 0f, 2f);

        float Brightest(int pixels) =>
            new BatchAugmenter(new() { CropSize = 40, TranslationFraction = pixels / 48.0 }).Apply(images).max().item<float>();
    }

    [Fact]
    public void Erasing_changes_one_rectangle_of_at_most_a_quarter_and_leaves_the_rest()
    {
        const int Count = 200;
        var images = full([Count, 1, 48, 48], 128, uint8);
        var before = FaceTensors.Normalize(images);
        var fractions = new List<double>();

        var changed = new BatchAugmenter((Faces.NoStrength with { RandomErasing = 0.5 }).ToAugmentation()).Apply(images).ne(before);

        for (var i = 0; i < Count; i++)
        {
            var rows = changed[i, 0].any(1).to(int64).sum().item<long>();
            var columns = changed[i, 0].any(0).to(int64).sum().item<long>();
            Assert.Equal(rows * columns, changed[i].to(int64).sum().item<long>());
            fractions.Add(rows * columns / 2304.0);
        }

        Assert.InRange(fractions.Count(fraction => fraction > 0), 70, 130);
        Assert.All(fractions.Where(fraction => fraction > 0), fraction => Assert.InRange(fraction, 0.015, 0.26));
    }

    [Fact]
    public void Only_the_result_stays_alive()
    {
        var images = Faces.Random(4);
        var augmenter = new BatchAugmenter(new TrainingOptions().ToAugmentation());
        augmenter.Apply(images).Dispose(); // it makes its constants once

        Assert.Equal(1, Faces.LeftAlive(() => augmenter.Apply(images)));
        Assert.Equal(0, Faces.LeftAlive(() => augmenter.Apply(images).Dispose()));
    }
}
