using EmotionNet.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Models;

public sealed class AttentionEmotionNetTests
{
    [Theory]
    [InlineData("attention_emotion_net", 7)]
    [InlineData("attention_emotion_net_large", 8)]
    [InlineData("attention_emotion_net_small", 8)]
    public void Faces_become_one_logit_for_each_emotion(string name, int classes)
    {
        using var network = ModelRegistry.Create(name, new ModelConfiguration { ClassCount = classes });
        using var logits = network.call(zeros(3, 1, 48, 48));

        Assert.Equal([3, classes], logits.shape);
        Assert.Equal(ScalarType.Float32, logits.dtype);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(37)]
    [InlineData(40)]
    [InlineData(44)]
    public void A_crop_of_any_side_from_16_pixels_will_do(int side)
    {
        using var network = ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = 7 });
        using var logits = network.call(randn(2, 1, side, side));

        Assert.Equal([2, 7], logits.shape);
    }

    [Fact]
    public void Neither_brightness_nor_contrast_changes_what_the_network_sees_in_a_face()
    {
        using var scope = NewDisposeScope();
        var network = ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = 7 });
        network.eval();
        var faces = randn(4, 1, 48, 48);

        var (expected, actual) = (network.call(faces), network.call((faces * 0.8) - 0.7));

        Assert.True(((expected - actual).norm() / expected.norm()).item<float>() < 0.03);
    }

    [Fact]
    public void A_face_of_one_grey_has_logits_too()
    {
        using var network = ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = 7 });
        using var logits = network.call(ones(2, 1, 48, 48));

        Assert.True(logits.isfinite().all().item<bool>());
    }

    [Fact]
    public void An_unknown_model_type_lists_the_known_ones()
    {
        var error = Assert.Throws<UserInputException>(() => ModelRegistry.Create("resnet", new ModelConfiguration { ClassCount = 7 }));

        Assert.Contains("attention_emotion_net, attention_emotion_net_large, attention_emotion_net_small", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fresh_block_without_a_projection_is_its_shortcut()
    {
        using var block = new ResidualBlock(8, 8, 0);
        using var input = rand(2, 8, 6, 6);

        using var output = block.call(input);

        Assert.True(output.allclose(input));
    }

    [Fact]
    public void Every_parameter_gets_a_gradient()
    {
        using var network = ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = 7, StochasticDepth = 0.1 });
        foreach (var parameter in network.parameters().Where(parameter => parameter.dim() == 1))
        {
            using var noGradients = no_grad();
            parameter.fill_(0.5f); // the zero-initialised scales would hide the branches
        }

        network.call(randn(8, 1, 48, 48)).square().sum().backward();

        Assert.All(
            network.named_parameters(),
            entry => Assert.True(entry.parameter.grad is { } gradient && gradient.abs().sum().item<float>() > 0, entry.name));
    }

    [Fact]
    public void Bfloat16_agrees_with_fp32_within_its_precision()
    {
        using var scope = NewDisposeScope();
        var full = ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = 7 });
        var half = ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = 7, Precision = ScalarType.BFloat16 });
        half.load_state_dict(full.state_dict());
        full.eval();
        half.eval();
        var faces = randn(4, 1, 48, 48);

        var (expected, actual) = (full.call(faces), half.call(faces));

        Assert.Equal(ScalarType.Float32, actual.dtype);
        Assert.True(((expected - actual).norm() / expected.norm()).item<float>() < 0.03);
    }

    [CudaFact]
    public void The_gpu_agrees_with_the_cpu()
    {
        using var scope = NewDisposeScope();
        var network = ModelRegistry.Create("attention_emotion_net", new ModelConfiguration { ClassCount = 7 });
        network.eval();
        var faces = randn(16, 1, 48, 48);
        var expected = network.call(faces);

        var actual = network.to(CUDA).call(faces.to(CUDA)).cpu();

        Assert.True(((expected - actual).norm() / expected.norm()).item<float>() < 1e-3);
    }

    [Fact]
    public void Stochastic_depth_drops_whole_samples_and_keeps_the_mean()
    {
        manual_seed(1);
        using var factors = StochasticDepth.SampleFactors(20_000, 0.2, CPU, null);

        var values = factors.data<float>().Distinct().Order().ToArray();
        Assert.Equal(2, values.Length);
        Assert.Equal(0, values[0]);
        Assert.Equal(1.25, values[1], 5);
        Assert.Equal(1, factors.mean().item<float>(), 0.01);
    }

    [Fact]
    public void Stochastic_depth_rises_linearly_to_the_last_block() =>
        Assert.Equal([0.05, 0.1, 0.15, 0.2], Enumerable.Range(1, 4).Select(block => Math.Round(StochasticDepth.DropProbability(block, 4, 0.2), 10)));

    [Fact]
    public void The_summary_counts_each_parameter_once()
    {
        using var network = ModelRegistry.Create("attention_emotion_net", new ModelConfiguration { ClassCount = 7 });

        var summary = ModelSummary.Describe("attention_emotion_net", 7);

        Assert.Equal(network.parameters().Sum(parameter => parameter.numel()), summary.ParameterCount);
        Assert.Equal(summary.ParameterCount, summary.Layers.Sum(layer => layer.Parameters));
        Assert.Contains(summary.Layers, layer => layer is { Name: "blocks.0.convolution1", OutputShape: "[32, 24, 24]", MultiplyAdds: 32 * 32 * 9 * 24 * 24 });
    }
}
