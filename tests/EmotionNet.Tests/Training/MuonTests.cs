using EmotionNet.Training;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

public sealed class MuonTests
{
    [Property(MaxTest = 30)]
    public Property Orthogonalizing_keeps_the_directions_and_makes_the_singular_values_about_one() => Prop.ForAll(
        Gen.Choose(2, 40).ToArbitrary(),
        Gen.Choose(2, 40).ToArbitrary(),
        Gen.Choose(-6, 6).ToArbitrary(),
        (rows, columns, exponent) =>
        {
            using var scope = NewDisposeScope();
            manual_seed((rows * 100) + columns);
            var (u, _, v) = linalg.svd(randn(rows, columns), fullMatrices: false);
            var values = linspace(0.2, 1, Math.Min(rows, columns)) * Math.Pow(10, exponent);
            var matrix = (u * values).matmul(v);

            var inItsDirections = u.t().matmul(Muon.Orthogonalize(matrix)).matmul(v.t()); // the new singular values, on the diagonal
            var diagonal = inItsDirections.diagonal();
            var besideIt = (inItsDirections - diagonal.diag()).abs().max().item<float>();
            return diagonal.min().item<float>() > 0.6 && diagonal.max().item<float>() < 1.25 && besideIt < 1e-3;
        });

    [Fact]
    public void A_matrix_of_zeros_stays_one()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(0, Muon.Orthogonalize(zeros(3, 5)).abs().max().item<float>());
    }
}
