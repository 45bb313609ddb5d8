using EmotionNet.Models;
using EmotionNet.Optimization;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Optimization;

public sealed class FlatParametersTests
{
    [Fact]
    public void The_network_computes_the_same_before_and_after()
    {
        using var scope = NewDisposeScope();
        var network = Network();
        network.eval();
        var faces = randn(2, 1, 48, 48);
        var before = network.call(faces);

        using var flat = new FlatParameters(network);

        Assert.True(before.allclose(network.call(faces), 1e-4, 1e-5));
    }

    [Fact]
    public void Gradients_land_in_the_flat_tensors_and_equal_those_of_a_plain_network()
    {
        using var scope = NewDisposeScope();
        var plain = Network();
        plain.eval();
        var faces = randn(4, 1, 48, 48);
        plain.call(faces).square().sum().backward();
        var expected = plain.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
        plain.zero_grad();

        using var flat = new FlatParameters(plain);
        plain.call(faces).square().sum().backward();

        foreach (var (name, parameter) in plain.named_parameters())
        {
            Assert.True(parameter.grad!.allclose(expected[name], 1e-3, 1e-3), name);
        }

        var total = flat.Gradients.square().sum();
        var reference = expected.Values.Select(gradient => gradient.square().sum()).Aggregate((sum, next) => sum + next);
        Assert.True(total.allclose(reference, 1e-3, 1e-3));
    }

    [Fact]
    public void Decay_applies_to_weights_of_two_dimensions_and_more_only()
    {
        using var network = Network();
        using var flat = new FlatParameters(network);

        var parameters = network.parameters().ToLookup(parameter => parameter.dim() >= 2, parameter => parameter.numel());
        Assert.Equal(parameters[true].Sum(), flat.Kernels.Entries.Concat(flat.OtherWeights.Entries).Sum(entry => entry.Length));
        Assert.Equal(parameters[false].Sum(), flat.NotDecayed.Entries.Sum(entry => entry.Length));
    }

    [Fact]
    public void Every_parameter_begins_where_vectorized_kernels_can_load_it()
    {
        using var network = ModelRegistry.Create("attention_emotion_net_large", new ModelConfiguration { ClassCount = 7 });
        using var flat = new FlatParameters(network);

        Assert.All(flat.NamedViews, view => Assert.Equal(0, view.View.storage_offset() % 4));
    }

    [Fact]
    public void The_gradient_norm_is_that_of_all_gradients_and_the_same_on_any_number_of_threads()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        using var flat = new FlatParameters(network);
        network.call(randn(4, 1, 48, 48)).square().sum().backward();
        var threads = get_num_threads();
        var norms = new List<double>();
        foreach (var count in new[] { 1, 2, 3 })
        {
            set_num_threads(count);
            norms.Add(flat.GradientNorm().item<double>());
        }

        set_num_threads(threads);
        Assert.Single(norms.Distinct());
        Assert.Equal(Math.Sqrt(network.parameters().Sum(parameter => parameter.grad!.to(float64).square().sum().item<double>())), norms[0], norms[0] * 1e-6);
    }

    [Fact]
    public void Moving_half_way_is_the_mean_of_both()
    {
        using var scope = NewDisposeScope();
        using var one = new FlatParameters(Network());
        using var other = new FlatParameters(Network());
        var mean = (one.Values + other.Values) / 2;

        one.MoveTowards(other, 0.5);

        Assert.True(one.Values.allclose(mean, 1e-5, 1e-6));
    }

    private static TorchSharp.torch.nn.Module<Tensor, Tensor> Network() =>
        ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = 7 });
}
