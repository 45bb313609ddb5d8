using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using EmotionNet.Losses;
using EmotionNet.Runtime;
using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Benchmarks.Training;

/// <summary>The trainer's own step: augmentation, clip and moving average included.</summary>
internal sealed class OurWork : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly int _faceCount;
    private readonly TrainingState _state;
    private readonly Trainer _trainer;
    private readonly Tensor _order;
    private readonly Tensor _sums;
    private long _updates;

    public OurWork(TrainingOptions options, string deviceName, PrecisionChoice precision)
    {
        (_options, _faceCount) = (options, WorkSettings.FacesFor(options.BatchSize));
        var device = ComputeDevice.Resolve(deviceName);
        _state = new TrainingState(_options, WorkSettings.ClassCount, _faceCount, device, ComputePrecision.Resolve(precision, device));
        using var faces = FaceSet.FromLabels(
            RandomPixels(_faceCount),
            [.. Enumerable.Range(0, _faceCount).Select(face => face % WorkSettings.ClassCount)],
            EmotionClasses.Fer2013);
        Faces = faces.CopyTo(device);
        _trainer = new Trainer(
            _options, _state, Faces, Faces, new TrainingProgress(), budget: null, beginning: null, observers: [], new ClassificationLoss(_options.ToLoss()));
        ConvolutionTuning.IsOn = true; // as in a run of more than some hundred updates; the warm-up steps then include the search
        _order = randperm(_faceCount, int64).to(device);
        _sums = zeros(2, float64, device);
    }

    public long Parameters => _state.ParameterCount;

    /// <summary>The faces on the device.</summary>
    public FaceSet Faces { get; }

    /// <summary>What the step trains.</summary>
    public TrainingState TrainingState => _state;

    public void Dispose()
    {
        _state.Dispose();
        Faces.Dispose();
        _order.Dispose();
        _sums.Dispose();
    }

    public void Run(int steps)
    {
        _state.Network.train();
        for (var count = 0; count < steps; count++)
        {
            var first = _updates * _options.BatchSize % (_faceCount - _options.BatchSize + 1);
            using var index = _order.narrow(0, first, _options.BatchSize);
            _trainer.Update(index, _updates, _options.MaxLearningRate, _sums);
            _updates++;
        }

        WaitForDevice();
    }

    /// <summary>Returns when all work given to the device is done.</summary>
    public void WaitForDevice()
    {
        using var read = _sums.cpu();
    }

    /// <summary>Scores as many faces as so many steps train, as validation does.</summary>
    public void Evaluate(int steps)
    {
        using var faces = Faces.Subset([.. Enumerable.Range(0, steps * _options.BatchSize).Select(face => (long)face % _faceCount)]);
        Evaluator.Evaluate(_state.Network, faces, new TestTimeAugmentation(TtaMode.None, _options.CropSize));
    }

    private static byte[] RandomPixels(int faceCount)
    {
        var pixels = new byte[faceCount * FaceSet.PixelCount];
        new Random(1).NextBytes(pixels);
        return pixels;
    }
}
