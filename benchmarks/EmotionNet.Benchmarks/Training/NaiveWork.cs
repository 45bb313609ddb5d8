using EmotionNet.Models;
using EmotionNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Benchmarks.Training;

/// <summary>The training step as anyone would write it: a tensor for each face, stacked; <c>optim.AdamW</c>; the loss read each step.</summary>
internal sealed class NaiveWork : IDisposable
{
    private readonly Device device;
    private readonly NaiveNetwork network;
    private readonly optim.Optimizer optimizer;
    private readonly List<(Tensor Face, long Label)> faces = [];
    private readonly int batchSize;
    private readonly Random random = new(1);

    public NaiveWork(WorkSettings settings)
    {
        NativeLibraries.Prepare(); // and not TorchRuntime: nobody's first program sets up the memory allocator
        device = torch.device(settings.Device);
        batchSize = settings.BatchSize;
        network = new NaiveNetwork(ModelRegistry.StagesOf(settings.ModelType), WorkSettings.ClassCount, WorkSettings.DropoutRate);
        network.to(device);
        optimizer = optim.AdamW(network.parameters(), WorkSettings.LearningRate);
        for (var face = 0; face < WorkSettings.FaceCount; face++)
        {
            faces.Add((rand(1, 48, 48), face % WorkSettings.ClassCount));
        }
    }

    public long Parameters => network.parameters().Sum(parameter => parameter.numel());

    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
    }

    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var batch = Enumerable.Range(0, batchSize).Select(_ => faces[random.Next(faces.Count)]).ToList();
            var images = stack(batch.Select(face => face.Face)).to(device);
            var labels = tensor(batch.Select(face => face.Label).ToArray()).to(device);
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(network.call(images), labels, label_smoothing: 0.1);
            loss.backward();
            optimizer.step();
            if (!float.IsFinite(loss.item<float>()))
            {
                throw new InvalidOperationException("the loss is no number");
            }
        }
    }
}
