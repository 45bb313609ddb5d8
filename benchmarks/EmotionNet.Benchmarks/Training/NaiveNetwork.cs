using EmotionNet.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Benchmarks.Training;

/// <summary>The network of <see cref="AttentionEmotionNet"/> as a TorchSharp baseline: library modules, fp32, NCHW.</summary>
internal sealed class NaiveNetwork : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Linear classifier;
    private readonly Dropout dropout;

    public NaiveNetwork(IReadOnlyList<NetworkStage> stages, int classCount, double dropoutRate)
        : base(nameof(NaiveNetwork))
    {
        var channels = stages[0].Channels;
        var layers = new List<Module<Tensor, Tensor>> { Conv2d(1, channels, 5, stride: 2, padding: 2, bias: false), BatchNorm2d(channels), ReLU() };
        foreach (var stage in stages)
        {
            for (var index = 0; index < stage.Blocks; index++)
            {
                layers.Add(new NaiveBlock(channels, stage.Channels));
                channels = stage.Channels;
            }
        }

        features = Sequential(layers);
        dropout = Dropout(dropoutRate);
        classifier = Linear(channels, classCount);
        RegisterComponents();
    }

    public override Tensor forward(Tensor faces)
    {
        var standardized = (faces - faces.mean([1, 2, 3], keepdim: true)) / (faces.std([1, 2, 3], unbiased: false, keepdim: true) + 0.05);
        return classifier.call(dropout.call(features.call(standardized).mean([2, 3])));
    }

    private sealed class NaiveBlock : Module<Tensor, Tensor>
    {
        private readonly Sequential residual;
        private readonly Sequential gate;
        private readonly Sequential? shortcut;

        public NaiveBlock(int inputs, int outputs)
            : base(nameof(NaiveBlock))
        {
            var halves = inputs != outputs;
            residual = Sequential(
                Conv2d(inputs, outputs, 3, stride: halves ? 2 : 1, padding: 1, bias: false),
                BatchNorm2d(outputs),
                ReLU(),
                Conv2d(outputs, outputs, 3, padding: 1, bias: false),
                BatchNorm2d(outputs));
            var hidden = Math.Max(outputs / 8, 4);
            gate = Sequential(AdaptiveAvgPool2d(1), Flatten(), Linear(outputs, hidden), ReLU(), Linear(hidden, outputs), Sigmoid());
            shortcut = halves ? Sequential(AvgPool2d(2), Conv2d(inputs, outputs, 1, bias: false), BatchNorm2d(outputs)) : null;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var branch = residual.call(input);
            var weights = gate.call(branch).unsqueeze(-1).unsqueeze(-1);
            return functional.relu((shortcut?.call(input) ?? input) + (branch * weights));
        }
    }
}
