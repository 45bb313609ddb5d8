using EmotionNet.Data;
using EmotionNet.Losses;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Losses;

public sealed class ClassWeightsTests
{
    private static readonly Arbitrary<(double[] Faces, ClassWeighting Weighting, double Beta)> Cases =
        (from faces in Gen.Choose(0, 8000).NonEmptyListOf()
         from weighting in Gen.Elements(ClassWeighting.Balanced, ClassWeighting.Effective)
         from beta in Gen.Elements(0, 0.9, 0.999, 0.9999, 0.999999)
         where faces.Any(count => count > 0)
         select (faces.Select(count => (double)count).ToArray(), weighting, beta)).ToArbitrary();

    [Property]
    public Property The_mean_weight_of_a_training_face_is_one() => Prop.ForAll(
        Cases,
        each => Math.Abs(each.Faces.Zip(Weights(each), (count, weight) => count * weight).Sum() - each.Faces.Sum()) < 1e-6 * each.Faces.Sum());

    [Property]
    public Property A_smaller_class_never_weighs_less() => Prop.ForAll(Cases, each =>
    {
        var sorted = each.Faces.Zip(Weights(each)).Where(pair => pair.First > 0).OrderBy(pair => pair.First).Select(pair => pair.Second).ToList();
        return sorted.Zip(sorted.Skip(1)).All(pair => pair.First >= pair.Second * (1 - 1e-12));
    });

    [Fact]
    public void Balanced_weights_are_scikit_learns() =>
        Assert.Equal([10 / (2 * 2.0), 10 / (2 * 8.0)], ClassWeights.Of(ClassWeighting.Balanced, 0.5, [2, 8]).Select(weight => Math.Round(weight, 12)));

    [Fact]
    public void Effective_weights_are_inverse_to_the_effective_number_of_samples()
    {
        var weights = ClassWeights.Of(ClassWeighting.Effective, 0.9, [1, 2]);

        Assert.Equal((1 - 0.81) / (1 - 0.9), weights[0] / weights[1], 12);
        Assert.Equal([1, 1], ClassWeights.Of(ClassWeighting.Effective, 0, [10, 20]));
    }

    [Fact]
    public void Targets_that_are_distributions_or_several_labels_count_by_their_shares()
    {
        using var faces = FaceSet.FromArrays(new byte[3 * FaceSet.PixelCount], [0.5f, 0.5f, 0, 1, 1, 0, 0, 0, 1], ["a", "b", "c"]);

        Assert.Equal([1, 1, 1], ClassWeights.Of(ClassWeighting.Balanced, 0, faces)!.Select(weight => Math.Round(weight, 12)));
        Assert.Null(ClassWeights.Of(ClassWeighting.None, 0, faces));
    }

    private static IReadOnlyList<double> Weights((double[] Faces, ClassWeighting Weighting, double Beta) each) =>
        ClassWeights.Of(each.Weighting, each.Beta, each.Faces);
}
