using EmotionNet.Models;
using EmotionNet.Optimization;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Models;

public sealed class MemoryLayoutTests
{
    [Theory]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.BFloat16, true)]
    public void Every_activation_from_the_stem_to_the_pooling_is_channels_last(ScalarType precision, bool training)
    {
        using var scope = NewDisposeScope();
        var network = ModelRegistry.Create(
            "attention_emotion_net_small",
            new ModelConfiguration { ClassCount = 7, StochasticDepth = 0.1, Precision = precision });
        using var weights = new FlatParameters(network);
        network.train(training);
        var seen = new Dictionary<string, bool>();
        foreach (var (name, part) in network.named_modules())
        {
            if (part is nn.Module<Tensor, Tensor> layer && layer != network)
            {
                layer.register_forward_hook((_, _, output) =>
                {
                    if (output.dim() == 4 && output.shape[2] > 1)
                    {
                        seen[name] = ChannelsLast.Holds(output) && output.dtype == precision;
                    }

                    return output;
                });
            }
        }

        network.call(randn(2, 1, 48, 48));

        Assert.Contains("stem", seen.Keys);
        Assert.Contains("blocks.3", seen.Keys);
        Assert.Equal(training, seen.ContainsKey("blocks.3.normalization2")); // folded away for scoring
        Assert.All(seen, entry => Assert.True(entry.Value, $"{entry.Key} is not channels-last, or not in {precision}"));
    }
}
