using System.Text;
using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Inference.Images;
using EmotionNet.Reporting;
using EmotionNet.Training;

namespace EmotionNet.Tests.Reporting;

public sealed class RunFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];

    [Fact]
    public void A_run_leaves_exactly_the_files_of_a_run()
    {
        Run(startEpoch: 1, 1, 2, 3);

        var files = Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Path, path))
            .Order(StringComparer.Ordinal)
            .ToArray();
        Assert.Equal(
            [
                "config.json", "confusion_matrix.png", "curves.png",
                "epoch_stats/epoch_001_stats.json", "epoch_stats/epoch_002_stats.json", "epoch_stats/epoch_003_stats.json",
                "epochs.csv", "summary.json",
            ],
            files.Where(file => !file.StartsWith("tensorboard", StringComparison.Ordinal)));
        var events = Assert.Single(files, file => file.StartsWith("tensorboard/events.out.tfevents", StringComparison.Ordinal));
        Assert.True(new FileInfo(_folder.File(events)).Length > 500);
        Assert.Empty(_notices);
    }

    [Fact]
    public void The_summary_has_what_readers_ask_for()
    {
        Run(startEpoch: 1, 1, 2, 3);

        using var summary = JsonDocument.Parse(File.ReadAllBytes(_folder.File("summary.json")));
        var root = summary.RootElement;
        var best = root.GetProperty("best");
        Assert.Equal(3, best.GetProperty("epoch").GetInt32());
        Assert.Equal("raw", best.GetProperty("source").GetString());
        Assert.Equal([0.9, 0.9, 1.1], Scores(best.GetProperty("validation")));
        Assert.Equal([0.7, 0.7, 1.3], Scores(root.GetProperty("test")));
        Assert.Equal("flip", root.GetProperty("testWithTta").GetProperty("tta").GetString());
        Assert.Equal(33, root.GetProperty("totals").GetProperty("seconds").GetDouble());
        Assert.All(
            ["machine", "threads", "emotionNet", "device", "precision"],
            name => Assert.NotEmpty(root.GetProperty("environment").GetProperty(name).ToString()));
        Assert.Equal(3, root.GetProperty("epochs").GetArrayLength());
    }

    [Fact]
    public void TensorBoard_gets_the_confusion_matrix_the_augmented_batch_and_the_recall_of_each_class()
    {
        ReadOnlySpan<byte> signature = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        ImageFile.WriteGreyPng(_folder.File("augmented_batch.png"), new byte[16], 4, 4);

        Run(startEpoch: 1, 1);

        ReadOnlySpan<byte> events = File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder.File("tensorboard"))));
        string[] tags = ["augmented_batch", "confusion_matrix/validation", "confusion_matrix/test", "validation_recall/happy", "validation_ema_recall/sad"];
        foreach (var tag in tags)
        {
            Assert.True(events.IndexOf(Encoding.UTF8.GetBytes(tag)) > 0, tag);
        }

        Assert.Equal(3, events.Count(signature));
        Assert.Empty(_notices);
    }

    [Fact]
    public void Without_a_test_split_the_summary_says_null()
    {
        var files = new RunFiles(_folder.Path, _notices.Add);
        files.OnRunStarted(MadeUpRun.Plan());
        files.OnRunCompleted(MadeUpRun.Summary(MadeUpRun.Plan(), MadeUpRun.Epoch(1)) with { Test = null, TestWithTta = null });

        using var summary = JsonDocument.Parse(File.ReadAllBytes(_folder.File("summary.json")));
        Assert.Equal(JsonValueKind.Null, summary.RootElement.GetProperty("test").ValueKind);
    }

    [Fact]
    public void An_epochs_file_reads_back_to_the_same_statistics()
    {
        Run(startEpoch: 1, 1);

        var read = JsonSerializer.Deserialize<EpochStatistics>(File.ReadAllBytes(_folder.File("epoch_stats/epoch_001_stats.json")), JsonFormat.Indented)!;
        Assert.Equivalent(MadeUpRun.Epoch(1), read, strict: true);
    }

    [Fact]
    public void A_resumed_run_keeps_the_epochs_before_it_in_files_and_curves()
    {
        Run(startEpoch: 1, 1, 2, 3);
        var whole = File.ReadAllBytes(_folder.File("curves.png"));
        File.Delete(_folder.File("curves.png"));

        var resumed = new RunFiles(_folder.Path, _notices.Add);
        resumed.OnRunStarted(MadeUpRun.Plan(startEpoch: 3));
        Assert.False(File.Exists(_folder.File("epoch_stats/epoch_003_stats.json")));
        resumed.OnEpochCompleted(MadeUpRun.Epoch(3));

        Assert.Equal(3, Directory.GetFiles(_folder.File("epoch_stats")).Length);
        Assert.Equal(whole, File.ReadAllBytes(_folder.File("curves.png")));
        Assert.Empty(_notices);
    }

    [Fact]
    public void A_run_that_is_resumed_in_a_new_folder_brings_its_earlier_epochs()
    {
        Run(startEpoch: 2, 2);

        Assert.Equal(2, Directory.GetFiles(_folder.File("epoch_stats")).Length);
        Assert.Empty(_notices);
    }

    [Fact]
    public void A_new_run_in_the_folder_of_an_old_one_shows_nothing_of_it()
    {
        Run(startEpoch: 1, 1, 2, 3);

        new RunFiles(_folder.Path).OnRunStarted(MadeUpRun.Plan());

        Assert.Empty(Directory.GetFiles(_folder.File("epoch_stats")));
        Assert.False(File.Exists(_folder.File("summary.json")));
    }

    [Fact]
    public void Epochs_that_take_no_longer_than_a_plot_are_drawn_with_a_later_one()
    {
        var clock = new SteppingClock();
        var files = new RunFiles(_folder.Path, _notices.Add, clock);
        files.OnRunStarted(MadeUpRun.Plan());
        var curves = Enumerable.Range(1, 3).Select(epoch =>
        {
            clock.Step = TimeSpan.FromSeconds(epoch == 3 ? 60 : 1);
            files.OnEpochCompleted(MadeUpRun.Epoch(epoch));
            return File.ReadAllBytes(_folder.File("curves.png"));
        }).ToList();

        Assert.Equal(curves[0], curves[1]);
        Assert.NotEqual(curves[1], curves[2]);
        Assert.Equal(3, Directory.GetFiles(_folder.File("epoch_stats")).Length);
    }

    [Fact]
    public void A_picture_that_cannot_be_written_does_not_end_the_run()
    {
        Directory.CreateDirectory(_folder.File("curves.png"));

        Run(startEpoch: 1, 1);

        Assert.Contains(_notices, notice => notice.StartsWith("curves.png", StringComparison.Ordinal));
        Assert.True(File.Exists(_folder.File("summary.json")));
    }

    public void Dispose() => _folder.Dispose();

    private static double[] Scores(JsonElement result) =>
        [result.GetProperty("accuracy").GetDouble(), result.GetProperty("macroF1").GetDouble(), result.GetProperty("loss").GetDouble()];

    private void Run(int startEpoch, params int[] epochs)
    {
        var files = new RunFiles(_folder.Path, _notices.Add);
        var plan = MadeUpRun.Plan(startEpoch);
        files.OnRunStarted(plan);
        foreach (var epoch in epochs)
        {
            files.OnStep(new StepProgress(epoch, 3, plan.StepsPerEpoch, ((epoch - 1) * plan.StepsPerEpoch) + 3, plan.TotalUpdates, 1.5, 0.001, 70));
            files.OnEpochCompleted(MadeUpRun.Epoch(epoch));
        }

        files.OnRunCompleted(MadeUpRun.Summary(plan, [.. epochs.Select(MadeUpRun.Epoch)]));
    }

    // Every look at it is a step later than the one before.
    private sealed class SteppingClock : TimeProvider
    {
        private long _ticks;

        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks += Step.Ticks;
    }
}
