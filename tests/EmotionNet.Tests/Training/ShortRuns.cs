using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using EmotionNet.Optimization;
using EmotionNet.Runs;
using EmotionNet.Runtime;
using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

/// <summary>Short runs on faces that are learnable in a few steps.</summary>
public abstract class ShortRuns : IDisposable
{
    protected const int Few = 64, Many = 128; // to stop and go on, and to learn

    private static readonly Lazy<byte[]> Teacher = new(TrainTeacher);

    private readonly string _folder = Directory.CreateTempSubdirectory("emotionnet-run").FullName;

    public static TheoryData<OptimizerKind> Optimizers => new(Enum.GetValues<OptimizerKind>());

    public void Dispose()
    {
        set_num_threads(1);
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected void AssertResumesToTheSameBits(TrainingOptions options, int trainingFaces = Few)
    {
        using var data = Faces(trainingFaces: trainingFaces);
        var whole = TrainingRun.Start(options, data, null, [], CancellationToken.None)!;

        var stopped = options with { CheckpointDirectory = NewFolder("stopped") };
        using var stop = new CancellationTokenSource();
        Assert.Null(TrainingRun.Start(stopped, data, null, [new StopAt(stop, epoch: 2)], stop.Token));
        var resumed = TrainingRun.Start(stopped, data, Last(stopped), [], CancellationToken.None)!;

        AssertSameTensors(Last(options), Last(stopped));
        Assert.Equal(
            whole.Epochs.Select(epoch => (epoch.TrainingLoss, epoch.RawValidation.Loss, epoch.EmaValidation!.Loss)),
            resumed.Epochs.Select(epoch => (epoch.TrainingLoss, epoch.RawValidation.Loss, epoch.EmaValidation!.Loss)));
    }

    // One network for all tests, and a copy for each, which may move it.
    private protected string TrainedTeacher()
    {
        var copy = Path.Combine(NewFolder("teacher"), Checkpoint.BestFile);
        File.WriteAllBytes(copy, Teacher.Value);
        return copy;
    }

    private protected static byte[] TrainTeacher()
    {
        var folder = Directory.CreateTempSubdirectory("emotionnet-teacher").FullName;
        try
        {
            using var data = Faces(trainingFaces: Many);
            var options = OptionsIn(folder);
            TrainingRun.Start(options, data, null, [], CancellationToken.None);
            return File.ReadAllBytes(Best(options));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private protected static EmotionDataset Faces(LabelMode mode = LabelMode.SingleLabel, int trainingFaces = Few) => new()
    {
        Layout = "squares",
        LabelMode = mode,
        Training = Squares(trainingFaces, 1, mode),
        Validation = Squares(48, 2, mode),
        Test = Squares(48, 3, mode),
    };

    // A bright square whose place tells the class: learnable in a few steps.
    private protected static FaceSet Squares(int count, int seed, LabelMode mode, int labelShift = 0)
    {
        var random = new Random(seed);
        var pixels = new byte[count * FaceSet.PixelCount];
        random.NextBytes(pixels);
        var labels = Enumerable.Range(0, count).Select(face => face % 3).ToArray();
        for (var face = 0; face < count; face++)
        {
            for (var row = 16 * labels[face]; row < 16 * (labels[face] + 1); row++)
            {
                pixels.AsSpan((face * FaceSet.PixelCount) + (row * FaceSet.ImageSize), FaceSet.ImageSize).Fill(255);
            }
        }

        return FaceSet.FromLabels(pixels, [.. labels.Select(label => label + labelShift)], EmotionClasses.For(mode));
    }

    private protected static void AssertSameTensors(string expectedPath, string actualPath)
    {
        using var expected = SafetensorsFile.Read(expectedPath);
        using var actual = SafetensorsFile.Read(actualPath);
        Assert.Equal(expected.Tensors.Keys.Order(), actual.Tensors.Keys.Order());
        Assert.All(expected.Tensors, entry => Assert.True(entry.Value.eq(actual.Tensors[entry.Key]).all().item<bool>(), entry.Key));
    }

    private protected static void AssertNearlyTheSameTensors(string expectedPath, string actualPath)
    {
        using var expected = SafetensorsFile.Read(expectedPath);
        using var actual = SafetensorsFile.Read(actualPath);
        Assert.All(expected.Tensors, entry => Assert.True(entry.Value.allclose(actual.Tensors[entry.Key], 1e-3, 1e-4), entry.Key));
    }

    private protected static EvaluationResult ScoreBest(TrainingOptions options, EmotionDataset data, DataSplit split) =>
        CheckpointEvaluation.Evaluate(Best(options), data, split, TtaMode.None, "cpu", PrecisionChoice.Fp32).All;

    private protected static string Best(TrainingOptions options) => Path.Combine(options.CheckpointDirectory, Checkpoint.BestFile);

    private protected static string Last(TrainingOptions options) => Path.Combine(options.CheckpointDirectory, Checkpoint.LastFile);

    private protected TrainingOptions Options(string name) => OptionsIn(NewFolder(name));

    private protected static TrainingOptions OptionsIn(string folder) => new()
    {
        ModelType = "attention_emotion_net_small",
        Epochs = 3,
        BatchSize = 8,
        EmaDecay = 0.9,
        RotationDegrees = 3,
        TranslationFraction = 0.02,
        RandomErasing = 0,
        Device = "cpu",
        Precision = PrecisionChoice.Fp32, // the same on every processor
        CheckpointDirectory = folder,
    };

    private protected string FileOf(string name) => Path.Combine(_folder, name);

    private protected string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    private protected sealed class StopAt(CancellationTokenSource source, int epoch) : ITrainingObserver
    {
        public void OnStep(StepProgress progress)
        {
            if (progress.Epoch == epoch)
            {
                source.Cancel();
            }
        }
    }
}
