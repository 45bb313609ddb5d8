using EmotionNet.Models;
using EmotionNet.Optimization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Optimization;

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

            var inItsDirections = u.t().matmul(Orthogonalize(matrix)).matmul(v.t()); // the new singular values, on the diagonal
            var diagonal = inItsDirections.diagonal();
            var besideIt = (inItsDirections - diagonal.diag()).abs().max().item<float>();
            return diagonal.min().item<float>() > 0.6 && diagonal.max().item<float>() < 1.25 && besideIt < 1e-3;
        });

    [Fact]
    public void An_update_moves_kernels_along_the_orthogonalized_gradient_and_the_rest_as_AdamW_does()
    {
        using var scope = NewDisposeScope();
        const double Rate = 0.01, Decay = 0.1;
        var (before, gradients, byMuon) = UpdateOnce(OptimizerKind.Muon, Rate, Decay);
        var (_, _, byAdamW) = UpdateOnce(OptimizerKind.AdamW, Rate, Decay);

        foreach (var name in before.Keys)
        {
            var isKernel = before[name].dim() == 4 && before[name].shape[1] > 1;
            var expected = byAdamW[name];
            if (isKernel)
            {
                // Channels last, as the weights are stored; of the first momentum the gradient is a multiple, which does not matter.
                var gradient = gradients[name].permute(0, 2, 3, 1).flatten(1);
                var scale = 0.2 * Math.Sqrt(Math.Max(gradient.shape[0], gradient.shape[1]));
                var step = Orthogonalize(gradient).view(before[name].permute(0, 2, 3, 1).shape).permute(0, 3, 1, 2);
                expected = (before[name] * (1 - (Rate * Decay))) - (step * (Rate * scale));
            }

            Assert.True(byMuon[name].allclose(expected, 1e-3, 1e-5), name);
        }
    }

    private static (Dictionary<string, Tensor> Before, Dictionary<string, Tensor> Gradients, Dictionary<string, Tensor> After) UpdateOnce(
        OptimizerKind optimizer,
        double rate,
        double decay)
    {
        manual_seed(1);
        using var network = ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = 7 });
        using var weights = new FlatParameters(network);
        using var update = new Optimizer(weights, new OptimizerOptions { Kind = optimizer, WeightDecay = decay, GradientClip = 0 });
        network.call(randn(8, 1, 48, 48)).square().sum().backward();
        var before = network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.detach().clone());
        var gradients = network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
        update.Step(rate);
        return (before, gradients, network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.detach().clone()));
    }

    [Fact]
    public void A_matrix_of_zeros_stays_one()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(0, Orthogonalize(zeros(3, 5)).abs().max().item<float>());
    }

    [Fact]
    public void Matrices_of_several_shapes_at_once_give_what_each_gives_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor[] stacks = [randn(2, 6, 20), randn(1, 20, 6), randn(3, 6, 6)];

        foreach (var (stack, together) in stacks.Zip(Muon.Orthogonalize(stacks)))
        {
            Assert.Equal(stack.shape, together.shape);
            for (var index = 0L; index < stack.shape[0]; index++)
            {
                Assert.True(together[index].allclose(Orthogonalize(stack[index]), 1e-4, 1e-5));
            }
        }
    }

    private static Tensor Orthogonalize(Tensor matrix) => Muon.Orthogonalize([matrix.unsqueeze(0)])[0].squeeze(0);
}
