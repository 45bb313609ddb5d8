using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Numerics;
using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Benchmarks.Training;

/// <summary>The trainer's own step: augmentation, clip and moving average included. Whole faces and AdamW, as the rows it is compared with.</summary>
internal sealed class OurWork : IDisposable
{
    private readonly TrainingOptions options;
    private readonly Learner learner;
    private readonly TrainingStep step;
    private readonly Tensor order;
    private readonly Tensor sums;
    private long updates;

    public OurWork(WorkSettings settings, PrecisionChoice precision)
    {
        options = settings.Options;
        var device = ComputeDevice.Resolve(settings.Device);
        learner = new Learner(options, WorkSettings.ClassCount, WorkSettings.FaceCount, device, ComputePrecision.Resolve(precision, device));
        using var faces = FaceSet.FromLabels(RandomPixels(), [.. Enumerable.Range(0, WorkSettings.FaceCount).Select(face => face % WorkSettings.ClassCount)], EmotionClasses.Fer2013);
        Faces = faces.CopyTo(device);
        step = new TrainingStep(options, learner, Faces);
        order = randperm(WorkSettings.FaceCount, int64).to(device);
        sums = zeros(2, float64, device);
    }

    public long Parameters => learner.ParameterCount;

    /// <summary>The faces on the device.</summary>
    public FaceSet Faces { get; }

    /// <summary>What the step trains.</summary>
    public Learner Learner => learner;

    public void Dispose()
    {
        learner.Dispose();
        Faces.Dispose();
        order.Dispose();
        sums.Dispose();
    }

    public void Run(int steps)
    {
        learner.Network.train();
        for (var count = 0; count < steps; count++)
        {
            var first = updates * options.BatchSize % (WorkSettings.FaceCount - options.BatchSize + 1);
            using var index = order.narrow(0, first, options.BatchSize);
            step.Take(index, updates, options.MaxLearningRate, updates, sums);
            updates++;
        }

        WaitForDevice();
    }

    /// <summary>Returns when all work given to the device is done.</summary>
    public void WaitForDevice()
    {
        using var read = sums.cpu();
    }

    /// <summary>Scores as many faces as so many steps train, as validation does.</summary>
    public void Evaluate(int steps)
    {
        using var faces = Faces.Subset([.. Enumerable.Range(0, steps * options.BatchSize).Select(face => (long)face % WorkSettings.FaceCount)]);
        Evaluator.Evaluate(learner.Network, faces, new FaceViews(TestTimeViews.None, options.CropSize));
    }

    private static byte[] RandomPixels()
    {
        var pixels = new byte[WorkSettings.FaceCount * FaceSet.PixelCount];
        new Random(1).NextBytes(pixels);
        return pixels;
    }
}
