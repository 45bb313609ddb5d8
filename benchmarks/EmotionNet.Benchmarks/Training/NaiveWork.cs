using EmotionNet.Models;
using EmotionNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Benchmarks.Training;

/// <summary>The training step of a TorchSharp baseline: a tensor for each face, stacked; <c>optim.AdamW</c>; the loss read each step.</summary>
internal sealed class NaiveWork : IDisposable
{
    private readonly Device _device;
    private readonly NaiveNetwork _network;
    private readonly optim.Optimizer _optimizer;
    private readonly List<(Tensor Face, long Label)> _faces = [];
    private readonly int _batchSize;
    private readonly Random _random = new(1);

    public NaiveWork(WorkSettings settings)
    {
        _ = NativeLibraries.Prepare(); // and not TorchRuntime: nobody's first program sets up the memory allocator
        _device = torch.device(settings.Device);
        _batchSize = settings.BatchSize;
        _network = new NaiveNetwork(ModelRegistry.StagesOf(settings.ModelType), WorkSettings.ClassCount, WorkSettings.DropoutRate);
        _network.to(_device);
        _optimizer = optim.AdamW(_network.parameters(), WorkSettings.LearningRate);
        for (var face = 0; face < settings.FaceCount; face++)
        {
            _faces.Add((rand(1, 48, 48), face % WorkSettings.ClassCount));
        }
    }

    public long Parameters => _network.parameters().Sum(parameter => parameter.numel());

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
    }

    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var batch = Enumerable.Range(0, _batchSize).Select(_ => _faces[_random.Next(_faces.Count)]).ToList();
            var images = stack(batch.Select(face => face.Face)).to(_device);
            var labels = tensor(batch.Select(face => face.Label).ToArray()).to(_device);
            _optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(_network.call(images), labels, label_smoothing: 0.1);
            loss.backward();
            _optimizer.step();
            if (!float.IsFinite(loss.item<float>()))
            {
                throw new InvalidOperationException("the loss is not a number");
            }
        }
    }
}
