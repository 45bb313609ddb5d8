using System.Diagnostics;
using System.Globalization;
using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Losses;
using EmotionNet.Models;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Benchmarks.Training;

/// <summary>
/// Where the time of a step goes: each kind of work by itself, on tensors of the shapes that the network gives it, forward and backward,
/// in turns with the whole step. What the parts do not add up to is the rest: C#, autograd's bookkeeping, allocation.
/// </summary>
internal static class StepProfile
{
    /// <summary>Times the parts and prints a table.</summary>
    public static int Run(WorkSettings settings, PrecisionChoice precision, int repeats)
    {
        TorchRuntime.Initialize();
        if (settings.Threads > 0)
        {
            set_num_threads(settings.Threads);
        }

        using var work = new OurWork(settings.Options, settings.Device, precision);
        var limit = new LimitWork(settings, precision);
        var parts = new List<(string Name, Action Work)> { ("whole step", () => work.Run(1)), ("convolutions and linear layers", () => limit.Run(1)) };
        parts.AddRange(ModuleParts(settings, precision));
        parts.AddRange(OtherParts(settings, work));

        var times = parts.Select(_ => new List<double>()).ToList();
        for (var repeat = -1; repeat < repeats; repeat++)
        {
            for (var index = 0; index < parts.Count; index++)
            {
                using var scope = NewDisposeScope();
                var clock = Stopwatch.StartNew();
                parts[index].Work();
                work.WaitForDevice();
                if (repeat >= 0)
                {
                    times[index].Add(clock.Elapsed.TotalMilliseconds);
                }
            }
        }

        Print(parts.Zip(times, (part, list) => (part.Name, Median: Median.Of(list))).ToList());
        return 0;
    }

    private static IEnumerable<(string Name, Action Work)> ModuleParts(WorkSettings settings, PrecisionChoice precision)
    {
        var device = ComputeDevice.Resolve(settings.Device);
        var dtype = ComputePrecision.Resolve(precision, device).DataType;
        var network = ModelRegistry.Create(settings.ModelType, new ModelConfiguration { ClassCount = WorkSettings.ClassCount, Precision = dtype }).to(device);
        var normalizations = new List<Action>();
        var rectifiers = new List<Action>();
        var gates = new List<Action>();
        var pools = new List<Action>();
        var additions = new List<Action>();
        foreach (var (name, part) in network.named_modules()) // a layer is timed by forward: call would run its hook again
        {
            switch (part)
            {
                case BatchNorm2d layer:
                    layer.register_forward_hook((_, input, output) =>
                    {
                        normalizations.Add(ForwardBackward(layer.forward, input));
                        if (name.EndsWith("normalization1", StringComparison.Ordinal) || name == "stem.normalization")
                        {
                            rectifiers.Add(ForwardBackward(x => x.relu(), output));
                        }

                        return output;
                    });
                    break;
                case SqueezeExcitation layer:
                    layer.register_forward_hook((_, input, gate) =>
                    {
                        gates.Add(ForwardBackward(layer.forward, input));
                        additions.Add(GateAndAdd(input, gate));
                        return gate;
                    });
                    break;
                case DownsamplingProjection layer:
                    layer.register_forward_hook((_, input, output) =>
                    {
                        pools.Add(ForwardBackward(x => functional.avg_pool2d(x, 2), input));
                        return output;
                    });
                    break;
                default:
                    break;
            }
        }

        using var faces = randn(settings.BatchSize, 1, FaceSet.ImageSize, FaceSet.ImageSize, device: device);
        using var logits = network.call(faces);
        return
        [
            ("batch normalization", All(normalizations)),
            ("ReLU inside the blocks", All(rectifiers)),
            ("squeeze-and-excitation gates", All(gates)),
            ("gate × branch + shortcut, ReLU", All(additions)),
            ("average pooling of shortcuts", All(pools)),
        ];
    }

    private static IEnumerable<(string Name, Action Work)> OtherParts(WorkSettings settings, OurWork work)
    {
        var options = settings.Options;
        var augmenter = new BatchAugmenter(options.ToAugmentation());
        var lossFunction = new ClassificationLoss(options.ToLoss());
        var index = randperm(settings.FaceCount, int64).narrow(0, 0, settings.BatchSize).to(work.Faces.Images.device).DetachFromDisposeScope();
        var logits = randn(settings.BatchSize, WorkSettings.ClassCount, device: index.device).requires_grad_(true).DetachFromDisposeScope();
        return
        [
            ("loss", () => lossFunction.Loss(logits, work.Faces.Targets.index_select(0, index)).backward()),
            ("optimizer and clip", () => Step(work.TrainingState.Optimizer)),
            ("moving average of the weights", () => work.TrainingState.Average!.Update(work.TrainingState.Weights, 1000)),
            ("batch assembly and augmentation", () => augmenter.Apply(work.Faces.Images.index_select(0, index))),
        ];
    }

    private static void Step(Optimizer optimizer)
    {
        optimizer.ClipGradients();
        optimizer.Step(0);
    }

    private static Action GateAndAdd(Tensor branch, Tensor gate)
    {
        var (input, weights, shortcut) = (Leaf(branch), Leaf(gate.to(branch.dtype)), Leaf(branch));
        return Backward(() => shortcut.addcmul(input, weights, 1).relu_(), branch, input, weights, shortcut);
    }

    private static Action ForwardBackward(Func<Tensor, Tensor> forward, Tensor likeInput)
    {
        var input = Leaf(likeInput);
        using var sample = forward(input);
        return Backward(() => forward(input), sample, input);
    }

    private static Action Backward(Func<Tensor> forward, Tensor likeOutput, params Tensor[] leaves)
    {
        Tensor[] gradient = [likeOutput.detach().clone().DetachFromDisposeScope()];
        return () =>
        {
            using var output = forward();
            foreach (var result in autograd.grad([output], leaves, gradient))
            {
                result.Dispose();
            }
        };
    }

    private static Tensor Leaf(Tensor like) => like.detach().clone().requires_grad_(true).DetachFromDisposeScope();

    private static Action All(List<Action> actions) => () => actions.ForEach(action => action());

    private static void Print(List<(string Name, double Median)> parts)
    {
        var whole = parts[0].Median;
        Console.WriteLine("| part | ms | share of the step |");
        Console.WriteLine("| --- | ---: | ---: |");
        foreach (var (name, milliseconds) in parts.Append(("rest", whole - parts.Skip(1).Sum(part => part.Median))))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {milliseconds:F2} | {milliseconds / whole:P1} |"));
        }
    }
}
