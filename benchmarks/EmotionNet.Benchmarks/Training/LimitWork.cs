using EmotionNet.Models;
using EmotionNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Convolution = EmotionNet.Models.Convolution;
using Linear = TorchSharp.Modules.Linear;

namespace EmotionNet.Benchmarks.Training;

/// <summary>
/// Only the network's convolutions and linear layers, forward and backward, channels-last, on tensors that already exist:
/// what is left when everything else costs nothing.
/// </summary>
internal sealed class LimitWork
{
    private readonly List<Func<Tensor[]>> _layers = [];
    private readonly Device _device;

    public LimitWork(WorkSettings settings, PrecisionChoice precision)
    {
        _device = ComputeDevice.Resolve(settings.Device);
        var dtype = ComputePrecision.Resolve(precision, _device).DataType;
        using var network = ModelRegistry.Create(settings.ModelType, new ModelConfiguration { ClassCount = WorkSettings.ClassCount }).to(_device);
        Parameters = network.parameters().Sum(parameter => parameter.numel());
        foreach (var part in network.modules().OfType<Module<Tensor, Tensor>>().Where(part => part is Convolution or Linear))
        {
            part.register_forward_hook((_, input, output) =>
            {
                _layers.Add(part is Convolution convolution ? Layer(convolution, input, dtype) : Layer((Linear)part, input));
                return output;
            });
        }

        using var faces = randn(settings.BatchSize, 1, 48, 48, device: _device);
        using var logits = network.call(faces);
    }

    public long Parameters { get; }

    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            foreach (var layer in _layers)
            {
                foreach (var gradient in layer())
                {
                    gradient.Dispose();
                }
            }
        }

        if (_device.type == TorchSharp.DeviceType.CUDA)
        {
            cuda.synchronize();
        }
    }

    private static Func<Tensor[]> Layer(Convolution layer, Tensor likeInput, ScalarType dtype)
    {
        var isFirst = likeInput.shape[1] == 1; // nothing before it wants a gradient
        var input = Kept(ChannelsLast.Of(randn(likeInput.shape, dtype, likeInput.device)), !isFirst);
        var kernel = Kept(ChannelsLast.Of(layer.Weight.detach().to(dtype)), true);
        return Pass(() => layer.Convolve(input, kernel, null), isFirst ? [kernel] : [input, kernel]);
    }

    private static Func<Tensor[]> Layer(Linear layer, Tensor likeInput)
    {
        var input = Kept(randn(likeInput.shape, device: likeInput.device), true);
        var weight = Kept(layer.weight!.detach().clone(), true);
        var bias = Kept(layer.bias!.detach().clone(), true);
        return Pass(() => functional.linear(input, weight, bias), [input, weight, bias]);
    }

    private static Func<Tensor[]> Pass(Func<Tensor> forward, IList<Tensor> inputs)
    {
        using var sample = forward();
        Tensor[] outputGradient = [Kept(empty_like(sample).copy_(randn(sample.shape, sample.dtype, sample.device)), false)];
        return () =>
        {
            using var output = forward();
            return [.. autograd.grad([output], inputs, outputGradient)];
        };
    }

    private static Tensor Kept(Tensor tensor, bool needsGradient) => tensor.requires_grad_(needsGradient).DetachFromDisposeScope();
}
