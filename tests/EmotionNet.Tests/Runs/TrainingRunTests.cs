using EmotionNet.Configuration;
using EmotionNet.Data.Synthetic;
using EmotionNet.Optimization;
using EmotionNet.Runs;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Tests.Runs;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainingRunTests() => SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 96, validation: 32, test: 32);

    public void Dispose()
    {
        TorchSharp.torch.set_num_threads(1);
        _folder.Dispose();
    }

    [Fact]
    public void One_call_loads_the_data_trains_and_leaves_the_files_of_a_run()
    {
        var summary = Train(Options() with { MaxSteps = 2 })!;

        Assert.Equal(32, summary.Test!.Count);
        string[] files =
        [
            "best_model.safetensors", "last.safetensors", "config.json", "summary.json", "curves.png", "confusion_matrix.png",
            "epoch_stats/epoch_001_stats.json", "epochs.csv", "augmented_batch.png",
        ];
        Assert.All(files, file => Assert.True(File.Exists(_folder.File($"run/{file}")), file));
    }

    [Fact]
    public void A_stopped_run_is_resumed_in_one_call_with_its_own_settings()
    {
        using var stop = new CancellationTokenSource();
        Assert.Null(TrainingRun.Start(Options(), observers: [new StopAtFirstEpoch(stop)], stop: stop.Token));

        var summary = TrainingRun.Resume(_folder.File("run"), stop: TestContext.Current.CancellationToken)!;

        Assert.Equal(2, summary.EpochsCompleted);
        Assert.Equal("attention_emotion_net_small", summary.Plan.Options.ModelType);
    }

    [Fact]
    public void A_run_pauses_after_its_epoch_and_says_where_it_is_when_it_was_there_already()
    {
        using (var run = TrainingRun.Prepare(Options(), new RunStart { PauseAfter = 1 }))
        {
            Assert.Null(run.Train(stop: TestContext.Current.CancellationToken));
            Assert.Equal(1, run.PausedAfter);
        }

        var last = new RunStart { Checkpoint = _folder.File("run/last.safetensors") };
        using (var run = TrainingRun.Prepare(Options(), last with { PauseAfter = 2 }))
        {
            Assert.Null(run.Train(stop: TestContext.Current.CancellationToken));
            Assert.Equal(2, run.PausedAfter);
        }

        using (var run = TrainingRun.Prepare(Options(), last with { PauseAfter = 1 }))
        {
            Assert.Null(run.Train(stop: TestContext.Current.CancellationToken));
            Assert.Equal(2, run.PausedAfter);
        }
    }

    [Fact]
    public void A_pause_after_the_last_epoch_is_refused_before_anything_is_written()
    {
        var error = Assert.Throws<UserInputException>(() => TrainingRun.Prepare(Options(), new RunStart { PauseAfter = 3 }));

        Assert.Equal("`pause-after` 3 is after the last epoch, 2", error.Problem);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Fact]
    public void A_run_that_was_stopped_and_resumed_leaves_the_table_of_epochs_of_one_that_was_not()
    {
        var whole = Options() with { CheckpointDirectory = _folder.File("whole"), Threads = 1 };
        Train(whole);
        using var stop = new CancellationTokenSource();
        Assert.Null(TrainingRun.Start(Options() with { Threads = 1 }, observers: [new StopAtFirstEpoch(stop)], stop: stop.Token));
        Assert.Equal(2, File.ReadAllLines(_folder.File("run/epochs.csv")).Length);

        TrainingRun.Resume(_folder.File("run"), stop: TestContext.Current.CancellationToken);

        Assert.Equal(3, File.ReadAllLines(_folder.File("run/epochs.csv")).Length);
        Assert.Equal(File.ReadAllBytes(_folder.File("whole/epochs.csv")), File.ReadAllBytes(_folder.File("run/epochs.csv")));
    }

    [Fact]
    public void Drawing_the_augmented_batch_changes_no_number_of_the_run()
    {
        var options = Options() with { MaxSteps = 3, Threads = 1 };
        var drawn = Train(options)!;
        var plain = options with { CheckpointDirectory = Directory.CreateDirectory(_folder.File("plain")).FullName };
        using var data = TrainingData.Load(plain, mayUseSample: false).Faces;

        var undrawn = TrainingRun.Start(plain, data, null, [], TestContext.Current.CancellationToken)!;

        Assert.True(File.Exists(_folder.File("run/augmented_batch.png")));
        Assert.False(File.Exists(_folder.File("plain/augmented_batch.png")));
        Assert.Equal(undrawn.Epochs[0].TrainingLoss, drawn.Epochs[0].TrainingLoss);
        Assert.Equal(undrawn.Best.Validation.Loss, drawn.Best.Validation.Loss);
    }

    [Fact]
    public void A_second_call_keeps_the_first_run_unless_it_may_overwrite_it()
    {
        var options = Options() with { MaxSteps = 1 };
        Train(options);
        var best = File.ReadAllBytes(_folder.File("run/best_model.safetensors"));

        var error = Assert.Throws<UserInputException>(() => Train(options with { Seed = 7 }));

        Assert.Contains("`overwrite`", error.Message, StringComparison.Ordinal);
        Assert.Equal(best, File.ReadAllBytes(_folder.File("run/best_model.safetensors")));
        Train(options with { Seed = 7 }, new RunStart { Overwrite = true });
        Assert.NotEqual(best, File.ReadAllBytes(_folder.File("run/best_model.safetensors")));
    }

    [Fact]
    public void Settings_that_would_lose_gradients_are_refused_before_anything_is_written()
    {
        var error = Assert.Throws<UserInputException>(
            () => Train(Options() with { Optimizer = OptimizerKind.Sam, GradientAccumulationSteps = 2 }));

        Assert.Contains("gradient-accumulation-steps", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Theory]
    [InlineData("nowhere", 1)]
    [InlineData("sample", 1000)]
    public void A_run_that_cannot_start_leaves_the_earlier_one_as_it_was(string data, int accumulation)
    {
        Train(Options() with { MaxSteps = 1 });
        var before = Directory.GetFiles(_folder.File("run"), "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);

        Assert.Throws<UserInputException>(() => Train(
            Options() with { DataDirectory = _folder.File(data), GradientAccumulationSteps = accumulation },
            new RunStart { Overwrite = true }));

        Assert.Equal(before, Directory.GetFiles(_folder.File("run"), "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes));
    }

    [Fact]
    public void What_is_to_be_known_about_the_data_is_told_to_the_observers()
    {
        var notices = new Notices();
        var lines = File.ReadAllLines(_folder.File("sample/fer2013.csv"));
        File.WriteAllLines(_folder.File("sample/fer2013.csv"), lines.Where(line => !line.EndsWith("PrivateTest", StringComparison.Ordinal)));

        Train(Options() with { MaxSteps = 1 }, null, notices);

        Assert.Contains(notices.Texts, text => text.Contains("test", StringComparison.OrdinalIgnoreCase));
    }

    private static RunSummary? Train(TrainingOptions options, RunStart? start = null, params ITrainingObserver[] observers) =>
        TrainingRun.Start(options, start, observers, TestContext.Current.CancellationToken);

    private TrainingOptions Options() => new()
    {
        DataDirectory = _folder.File("sample"),
        CheckpointDirectory = _folder.File("run"),
        ModelType = "attention_emotion_net_small",
        Epochs = 2,
        BatchSize = 16,
        Device = "cpu",
        Precision = PrecisionChoice.Fp32,
        TtaMode = EmotionNet.Augmentation.TtaMode.None,
    };

    private sealed class StopAtFirstEpoch(CancellationTokenSource source) : ITrainingObserver
    {
        public void OnEpochCompleted(EmotionNet.Checkpoints.EpochStatistics epoch) => source.Cancel();
    }

    private sealed class Notices : ITrainingObserver
    {
        public List<string> Texts { get; } = [];

        public void OnNotice(string text) => Texts.Add(text);
    }
}
