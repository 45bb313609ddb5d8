using EmotionNet.Models;
using static TorchSharp.torch;
using Convolution = EmotionNet.Models.Convolution;

namespace EmotionNet.Tests.Models;

public sealed class NormalizedConvolutionTests
{
    [Theory]
    [InlineData(1, 32, 5, 2, ScalarType.Float32, 1e-5)]
    [InlineData(32, 32, 3, 1, ScalarType.Float32, 1e-5)]
    [InlineData(32, 64, 3, 2, ScalarType.Float32, 1e-5)]
    [InlineData(64, 128, 1, 1, ScalarType.Float32, 1e-5)]
    [InlineData(32, 32, 3, 1, ScalarType.BFloat16, 0.02)]
    public void The_folded_convolution_agrees_with_both_layers(int inputs, int outputs, int kernel, int stride, ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var convolution = new Convolution(inputs, outputs, kernel, stride);
        var normalization = nn.BatchNorm2d(outputs);
        normalization.running_mean!.copy_(randn(outputs));
        normalization.running_var!.copy_(rand(outputs) + 0.1);
        normalization.weight!.copy_(randn(outputs));
        normalization.bias!.copy_(randn(outputs));
        normalization.eval();
        var features = randn(4, inputs, 12, 12);

        var folded = NormalizedConvolution.Apply(convolution, normalization, features.to(dtype));

        var plain = normalization.call(convolution.call(features));
        Assert.Equal(dtype, folded.dtype);
        Assert.True(((folded.to(float32) - plain).norm() / plain.norm()).item<float>() < tolerance);
    }

    [Fact]
    public void Training_normalises_by_the_batch_and_moves_the_statistics()
    {
        using var scope = NewDisposeScope();
        var convolution = new Convolution(3, 4, 3);
        var normalization = nn.BatchNorm2d(4);

        var output = NormalizedConvolution.Apply(convolution, normalization, randn(8, 3, 6, 6));

        Assert.True(output.mean([0, 2, 3]).abs().max().item<float>() < 1e-5);
        Assert.True(normalization.running_mean!.abs().sum().item<float>() > 0);
    }
}
