using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Synthetic;
using EmotionNet.Optimization;
using EmotionNet.Runs;
using EmotionNet.Runtime;
using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

/// <summary>Whole runs of a few steps on each device: that every setting works there, and that checkpoints go from one to the other.</summary>
public sealed class DeviceTests : IDisposable
{
    private const int TrainingImages = 96, ScoredImages = 32, BatchSize = 8;

    private const int Updates = (TrainingImages / BatchSize) + 2; // an epoch and the beginning of another

    // Sums on a GPU have no fixed order.
    private const double Tolerance = 0.05;

    private static readonly Dictionary<string, Func<TrainingOptions, TrainingOptions>> Settings = new()
    {
        ["Muon, bf16, EMA, flip TTA"] = options => options with { Optimizer = OptimizerKind.Muon, Precision = PrecisionChoice.Bf16 },
        ["AdamW, fp32, no EMA, ten-crop TTA"] = options => options with { Optimizer = OptimizerKind.AdamW, EmaDecay = 0, TtaMode = TtaMode.TenCrop },
        ["SGD, accumulation"] = options => options with { Optimizer = OptimizerKind.Sgd, GradientAccumulationSteps = 2 },
        ["SAM, bf16"] = options => options with { Optimizer = OptimizerKind.Sam, Precision = PrecisionChoice.Bf16 },
        ["large model"] = options => options with { ModelType = "attention_emotion_net_large", Precision = PrecisionChoice.Auto },
        ["mixup, focal loss"] = options => options with { MixupAlpha = 0.4, FocalLoss = true },
        ["CutMix, erasing, crop"] = options => options with { CutmixAlpha = 1, RandomErasing = 0.9, CropSize = 40 },
        ["no augmentation, no clipping"] = options => options with
        {
            RotationDegrees = 0,
            ScaleFraction = 0,
            TranslationFraction = 0,
            BrightnessContrastFraction = 0,
            RandomErasing = 0,
            GradientClip = 0,
        },
        ["weighted sampler"] = options => options with { WeightedSampler = true },
        ["batch-norm groups, dropout, stochastic depth"] = options => options with
        {
            BatchSize = 16,
            BatchNormGroup = 8,
            DropoutRate = 0.3,
            StochasticDepth = true,
        },
        ["early stopping"] = options => options with { EarlyStopping = 1, Epochs = 20, MaxSteps = 0, MaxLearningRate = options.LearningRate, EmaDecay = 0 },
        ["budget"] = options => options with { BudgetMinutes = 0.02, MaxSteps = 0, Epochs = 100_000 },
        ["FER+ majority"] = options => options with { Mode = TrainingMode.FerPlus, FerPlusMode = LabelMode.Majority },
        ["FER+ probability"] = options => options with { Mode = TrainingMode.FerPlus, FerPlusMode = LabelMode.Probability },
        ["FER+ multi-target, mixup"] = options => options with { Mode = TrainingMode.FerPlus, FerPlusMode = LabelMode.MultiTarget, MixupAlpha = 0.4 },
    };

    private readonly TemporaryFolder _folder = new();

    private static string Gpu => CudaFactAttribute.Gpu;

    public static TheoryData<string> SettingNames => [.. Settings.Keys];

    public static TheoryData<OptimizerKind> Optimizers => [.. Enum.GetValues<OptimizerKind>()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(SettingNames))]
    public void A_run_with_every_kind_of_setting_ends_with_scores_and_finite_weights(string setting) => AssertRuns("cpu", setting);

    [CudaTheory]
    [MemberData(nameof(SettingNames))]
    public void On_a_gpu_too_it_ends_with_scores_and_finite_weights(string setting) => AssertRuns(Gpu, setting);

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_run_that_was_stopped_and_resumed_on_a_cpu_ends_with_the_bits_of_the_whole_one(OptimizerKind optimizer) =>
        AssertResumes("cpu", optimizer);

    [CudaTheory]
    [MemberData(nameof(Optimizers))]
    public void On_a_gpu_it_ends_about_as_close_to_the_whole_one_as_a_second_whole_one(OptimizerKind optimizer) =>
        AssertResumes(Gpu, optimizer);

    [Fact]
    public void A_student_learns_from_several_teachers() => AssertDistills("cpu");

    [CudaFact]
    public void A_student_on_a_gpu_learns_from_several_teachers() => AssertDistills(Gpu);

    [Fact]
    public void A_checkpoint_is_continued_scored_and_exported() => AssertMoves("cpu");

    [CudaFact]
    public void A_checkpoint_of_a_gpu_is_continued_scored_and_exported_on_a_cpu_and_the_other_way_round() => AssertMoves(Gpu);

    [Fact]
    public void The_seed_decides_what_is_drawn() => AssertSeeded("cpu");

    [CudaFact]
    public void The_seed_decides_what_is_drawn_on_a_gpu() => AssertSeeded(Gpu);

    [CudaFact]
    public void A_gpu_without_free_memory_ends_the_run_with_the_batch_size_to_try()
    {
        var options = Options("memory", Gpu) with { ModelType = "attention_emotion_net", BatchSize = TrainingImages, MaxSteps = 1 };
        using var data = Faces();
        TrainingRun.Start(options, data, null, [], CancellationToken.None);
        var kept = File.ReadAllBytes(Last(options));
        var blocks = new List<Tensor>();
        try
        {
            for (var bytes = 1L << 34; bytes >= 1L << 25; bytes /= 2) // 32 MiB is less than a step needs
            {
                Fill(bytes);
            }

            var error = Assert.Throws<UserInputException>(() => TrainingRun.Start(options, data, null, [], CancellationToken.None));

            Assert.Contains("try `batch-size` 48 with `gradient-accumulation-steps` 2", error.Message, StringComparison.Ordinal);
            Assert.Equal(kept, File.ReadAllBytes(Last(options)));
        }
        finally
        {
            blocks.ForEach(block => block.Dispose());
        }

        void Fill(long bytes)
        {
            try
            {
                while (true)
                {
                    blocks.Add(empty(bytes, uint8, new Device(Gpu)));
                }
            }
            catch (System.Runtime.InteropServices.ExternalException)
            {
                // No block of this size is left.
            }
        }
    }

    private void AssertRuns(string device, string setting)
    {
        var options = Settings[setting](Options("run", device));
        using var data = Faces(options.EffectiveLabelMode);

        var summary = TrainingRun.Start(options, data, null, [], CancellationToken.None)!;

        Assert.All(summary.Epochs, epoch => Assert.True(double.IsFinite(epoch.TrainingLoss) && double.IsFinite(epoch.RawValidation.Loss)));
        Assert.Equal(data.Test!.Count, summary.Test!.Count);
        Assert.Equal(options.TtaMode != TtaMode.None, summary.TestWithTta is not null);
        Assert.True(options.EarlyStopping == 0 || summary.EpochsCompleted < options.Epochs);
        Assert.StartsWith(device == "cpu" ? "CPU" : device, summary.Plan.Environment.Device, StringComparison.Ordinal);
        using var saved = SafetensorsFile.Read(Last(options));
        Assert.All(saved.Tensors, entry => Assert.True(entry.Value.isfinite().all().item<bool>(), entry.Key));
    }

    private void AssertResumes(string device, OptimizerKind optimizer)
    {
        var whole = Options("whole", device) with
        {
            Optimizer = optimizer,
            MaxSteps = Updates,
            MixupAlpha = 0.4,
            RandomErasing = 0.5,
            DropoutRate = 0.3,
            StochasticDepth = true,
        };
        using var data = Faces();
        var stopped = whole with { CheckpointDirectory = Options("stopped", device).CheckpointDirectory };
        TrainingRun.Start(whole, data, null, [], CancellationToken.None);
        Stop(stopped, data);

        TrainingRun.Start(stopped, data, Last(stopped), [], CancellationToken.None);

        Assert.InRange(Difference(Last(whole), Last(stopped)), 0, device == "cpu" ? 0 : Tolerance + (4 * DifferenceOfASecondRun()));

        double DifferenceOfASecondRun()
        {
            var again = whole with { CheckpointDirectory = Options("again", device).CheckpointDirectory };
            TrainingRun.Start(again, data, null, [], CancellationToken.None);
            return Difference(Last(whole), Last(again));
        }
    }

    private void AssertDistills(string device)
    {
        using var data = Faces();
        var teacher = Options("teacher", device);
        TrainingRun.Start(teacher, data, null, [], CancellationToken.None);
        var options = Options("student", device) with { Teacher = $"{Best(teacher)},{Best(teacher)}", MixupAlpha = 0.4, Precision = PrecisionChoice.Bf16 };

        var summary = TrainingRun.Start(options, data, null, [], CancellationToken.None)!;

        Assert.True(double.IsFinite(summary.Best.Validation.Loss));
    }

    private void AssertMoves(string device)
    {
        using var data = Faces();
        var shared = _folder.File("shared.safetensors");
        var (there, back) = (Options("there", "cpu") with { MaxSteps = Updates }, Options("back", device) with { MaxSteps = Updates });
        Stop(there, data);
        Stop(back, data);

        Assert.NotNull(TrainingRun.Start(there with { Device = device }, data, Last(there), [], CancellationToken.None));
        Assert.NotNull(TrainingRun.Start(back with { Device = "cpu" }, data, Last(back), [], CancellationToken.None));
        Checkpoint.Export(Best(there), shared);

        var expected = Loss(Best(there), "cpu");
        Assert.Equal(expected, Loss(Best(there), device), Tolerance);
        Assert.Equal(expected, Loss(shared, device), Tolerance);

        double Loss(string path, string on) => CheckpointEvaluation.Evaluate(path, data, DataSplit.Test, TtaMode.Flip, on, PrecisionChoice.Fp32).All.Loss;
    }

    private void AssertSeeded(string device)
    {
        using var scope = NewDisposeScope();
        using var data = Faces();
        using var images = data.Training!.CopyTo(new Device(device));
        var options = Options("seed", device) with { RandomErasing = 0.9, MixupAlpha = 0.4 };

        var (first, again, other) = (Batch(seed: 1), Batch(seed: 1), Batch(seed: 2));

        Assert.True(first.eq(again).all().item<bool>());
        Assert.False(first.eq(other).all().item<bool>());

        Tensor Batch(long seed)
        {
            GlobalSeed.Set(seed);
            var augmented = new BatchAugmenter(options.ToAugmentation()).Apply(images.Images);
            return new MixupCutmix(options.ToAugmentation()).Apply(augmented, images.Targets, new Random(1)).Images;
        }
    }

    // Of the weights and the optimizer's state, relative to their size.
    private static double Difference(string expectedPath, string actualPath)
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Read(expectedPath);
        using var actual = SafetensorsFile.Read(actualPath);
        Assert.Equal(expected.Tensors.Keys.Order(), actual.Tensors.Keys.Order());
        return expected.Tensors.Max(entry =>
        {
            var (wanted, got) = (entry.Value.to(float64), actual.Tensors[entry.Key].to(float64));
            return (wanted - got).norm().item<double>() / (wanted.norm().item<double>() + 1e-12);
        });
    }

    private static EmotionDataset Faces(LabelMode mode = LabelMode.SingleLabel) => SyntheticFaces.Create(mode, 1, TrainingImages, ScoredImages, ScoredImages);

    private static string Best(TrainingOptions options) => Path.Combine(options.CheckpointDirectory, Checkpoint.BestFile);

    private static string Last(TrainingOptions options) => Path.Combine(options.CheckpointDirectory, Checkpoint.LastFile);

    private TrainingOptions Options(string name, string device) => new()
    {
        ModelType = "attention_emotion_net_small",
        Epochs = 2,
        MaxSteps = 3,
        BatchSize = BatchSize,
        EmaDecay = 0.9,
        Device = device,
        Precision = PrecisionChoice.Fp32,
        CheckpointDirectory = Directory.CreateDirectory(_folder.File(name)).FullName,
    };

    // In mid-epoch, at the first reading of the loss.
    private static void Stop(TrainingOptions options, EmotionDataset data)
    {
        using var stop = new CancellationTokenSource();
        Assert.Null(TrainingRun.Start(options, data, null, [new StopAtOnce(stop)], stop.Token));
    }

    private sealed class StopAtOnce(CancellationTokenSource source) : ITrainingObserver
    {
        public void OnStep(StepProgress progress) => source.Cancel();
    }
}
