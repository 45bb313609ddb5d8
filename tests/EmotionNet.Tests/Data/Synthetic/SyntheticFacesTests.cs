using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Data.Synthetic;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Data.Synthetic;

public sealed class SyntheticFacesTests
{
    private static byte[] Pixels(FaceSet? faces) => faces!.Images.data<byte>().ToArray();

    [Fact]
    public void The_same_seed_draws_the_same_bytes_and_another_seed_others()
    {
        using var first = SyntheticFaces.Create(LabelMode.SingleLabel, 1, 20, 10, 10);
        using var again = SyntheticFaces.Create(LabelMode.SingleLabel, 1, 20, 10, 10);
        using var other = SyntheticFaces.Create(LabelMode.SingleLabel, 2, 20, 10, 10);

        Assert.Equal(Pixels(first.Training), Pixels(again.Training));
        Assert.NotEqual(Pixels(first.Training), Pixels(other.Training));
    }

    [Fact]
    public void No_image_is_in_two_splits_and_a_larger_sample_begins_with_the_smaller_one()
    {
        using var small = SyntheticFaces.Create(LabelMode.SingleLabel, 1, 10, 10, 10);
        using var large = SyntheticFaces.Create(LabelMode.SingleLabel, 1, 20, 10, 10);

        Assert.Equal(Pixels(small.Training), Pixels(large.Training)[..(10 * FaceSet.PixelCount)]);
        Assert.NotEqual(Pixels(small.Training), Pixels(small.Validation));
        Assert.NotEqual(Pixels(small.Validation), Pixels(small.Test));
    }

    // Expected: the reference splitmix64.c seeded in turn with 42, split 0 and index 0, computed outside of this project.
    [Fact]
    public void The_generator_is_splitmix64_bit_for_bit()
    {
        var random = FaceRandom.For(42, DataSplit.Training, 0);

        Assert.Equal([0.3869742762400409, 0.9213172250065323, 0.08311634105516119], [random.Uniform(), random.Uniform(), random.Uniform()]);
    }

    [Fact]
    public void The_seven_classes_are_equally_frequent()
    {
        using var data = SyntheticFaces.Create(LabelMode.SingleLabel, 1, 70, 35, 21);

        Assert.Equal(EmotionClasses.Fer2013, data.ClassNames);
        Assert.All(data.Training!.CountByClass(), count => Assert.Equal(10, count));
        Assert.All(data.Validation!.CountByClass(), count => Assert.Equal(5, count));
        Assert.All(data.Test!.CountByClass(), count => Assert.Equal(3, count));
    }

    [Fact]
    public void Every_image_has_ten_votes_and_every_rule_drops_some()
    {
        var drawn = SyntheticSplit.Draw(42, DataSplit.Training, 2000);
        using var majority = SyntheticFaces.Create(LabelMode.Majority, 42, 2000, 10, 10);
        using var probability = SyntheticFaces.Create(LabelMode.Probability, 42, 2000, 10, 10);

        Assert.All(drawn.Votes.Chunk(10), votes => Assert.Equal(10, votes.Sum()));
        var counts = majority.LabelRuleCounts[DataSplit.Training];
        Assert.Equal(majority.Training!.Count, counts.Kept);
        Assert.True(counts is { Kept: > 1700, NoMajority: > 0, Unknown: > 0, NotAFace: > 0 }, counts.ToString());
        Assert.True(probability.LabelRuleCounts[DataSplit.Training].TooManyEmotions > 0, probability.LabelRuleCounts[DataSplit.Training].ToString());
        Assert.All(majority.Training.CountByClass(), count => Assert.InRange(count, 50, 300));
    }

    [Theory]
    [InlineData(LabelMode.Majority)]
    [InlineData(LabelMode.Probability)]
    [InlineData(LabelMode.MultiTarget)]
    public void Every_label_mode_is_scored_on_the_same_majority_labelled_faces(LabelMode mode)
    {
        using var majority = SyntheticFaces.Create(LabelMode.Majority, 3, 20, 100, 20);
        using var other = SyntheticFaces.Create(mode, 3, 20, 100, 20);

        Assert.Equal(mode, other.LabelMode);
        Assert.Equal(Pixels(majority.Validation), Pixels(other.Validation));
        Assert.Equal(majority.Validation!.Targets.data<float>().ToArray(), other.Validation!.Targets.data<float>().ToArray());
    }

    [Fact]
    public void A_linear_classifier_on_pixels_stays_under_70_percent()
    {
        using var data = SyntheticFaces.Create(LabelMode.SingleLabel, 42, test: 7);
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (training, validation) = (FaceTensors.Normalize(data.Training!.Images).flatten(1), FaceTensors.Normalize(data.Validation!.Images).flatten(1));
        var classifier = nn.Linear(FaceSet.PixelCount, 7);
        var optimizer = optim.AdamW(classifier.parameters(), 0.001, weight_decay: 0.1);

        for (var step = 0; step < 80; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.cross_entropy(classifier.call(training), data.Training.Labels).backward();
            optimizer.step();
        }

        float Accuracy(Tensor faces, Tensor labels) => classifier.call(faces).argmax(1).eq(labels).to(float32).mean().item<float>();
        Assert.InRange(Accuracy(validation, data.Validation.Labels), 0.3f, 0.68f); // above chance, or the fit has failed
        Assert.True(Accuracy(training, data.Training.Labels) > 0.6f);
    }
}
