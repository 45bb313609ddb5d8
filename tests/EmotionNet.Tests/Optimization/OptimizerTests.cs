using EmotionNet.Models;
using EmotionNet.Optimization;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Optimization;

public sealed class OptimizerTests
{
    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Muon)]
    [InlineData(OptimizerKind.Sgd)]
    public void A_restored_state_updates_as_the_saved_one_does(OptimizerKind kind)
    {
        using var scope = NewDisposeScope();
        var (saved, restored) = (new Run(kind), new Run(kind));
        saved.Update(seed: 1);

        restored.Optimizer.Restore(saved.Optimizer.State());
        restored.Weights.CopyFrom(saved.Weights);
        saved.Update(seed: 2);
        restored.Update(seed: 2);

        Assert.All(saved.Weights.NamedViews.Zip(restored.Weights.NamedViews), pair => Assert.True(pair.First.View.eq(pair.Second.View).all().item<bool>()));
    }

    [Fact]
    public void The_state_is_saved_for_each_parameter_in_its_shape()
    {
        using var scope = NewDisposeScope();
        var run = new Run(OptimizerKind.Muon);
        run.Update(seed: 1);

        var state = run.Optimizer.State();

        Assert.Equal([128, 64, 3, 3], state["momentum.blocks.3.convolution1.weight"].shape);
        Assert.Equal([7, 128], state["exp_avg.classifier.weight"].shape);
        Assert.DoesNotContain("exp_avg.blocks.3.convolution1.weight", state.Keys);
    }

    // As checkpoints were written up to commit 1e8eea7: one tensor for all decayed weights in the order of the module, one for the others.
    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Muon)]
    [InlineData(OptimizerKind.Sgd)]
    public void The_state_of_an_earlier_checkpoint_is_restored(OptimizerKind kind)
    {
        using var scope = NewDisposeScope();
        var (saved, restored) = (new Run(kind), new Run(kind));
        saved.Update(seed: 1);
        var state = saved.Optimizer.State();
        var earlier = new Dictionary<string, Tensor>();
        foreach (var (name, earlierName, isDecayed) in EarlierNames(kind))
        {
            var parameters = saved.Network.named_parameters().Where(entry => entry.parameter.dim() >= 2 == isDecayed);
            earlier[earlierName] = cat([.. parameters.Select(entry => Flat(state.GetValueOrDefault($"{name}.{entry.name}") ?? zeros_like(entry.parameter)))]);
        }

        if (state.TryGetValue("step", out var step))
        {
            earlier["0.step"] = step;
        }

        restored.Optimizer.Restore(earlier);
        restored.Weights.CopyFrom(saved.Weights);
        saved.Update(seed: 2);
        restored.Update(seed: 2);

        Assert.All(saved.Weights.NamedViews.Zip(restored.Weights.NamedViews), pair => Assert.True(pair.First.View.eq(pair.Second.View).all().item<bool>()));
    }

    private static IEnumerable<(string Name, string Earlier, bool IsDecayed)> EarlierNames(OptimizerKind kind)
    {
        var names = kind == OptimizerKind.Sgd ? [("momentum", "momentum_buffer")] : new[] { ("exp_avg", "exp_avg"), ("exp_avg_sq", "exp_avg_sq") };
        var pairs = names.SelectMany(pair => new[] { (pair.Item1, $"0.{pair.Item2}", true), (pair.Item1, $"1.{pair.Item2}", false) });
        return kind == OptimizerKind.Muon ? pairs.Append(("momentum", "muon.momentum", true)) : pairs;
    }

    // Kernels are stored channels-last.
    private static Tensor Flat(Tensor values) => values.dim() == 4 ? values.permute(0, 2, 3, 1).flatten() : values.flatten();

    private sealed class Run
    {
        public Run(OptimizerKind kind)
        {
            manual_seed(1);
            Network = ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = 7 });
            Weights = new FlatParameters(Network);
            Optimizer = new Optimizer(Weights, new OptimizerOptions { Kind = kind, WeightDecay = 0.1 });
        }

        public TorchSharp.torch.nn.Module<Tensor, Tensor> Network { get; }

        public FlatParameters Weights { get; }

        public Optimizer Optimizer { get; }

        public void Update(long seed)
        {
            manual_seed(seed);
            Weights.Gradients.normal_();
            Optimizer.Step(0.01);
        }
    }
}
