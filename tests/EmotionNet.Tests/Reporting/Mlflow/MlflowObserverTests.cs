using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EmotionNet.Configuration;
using EmotionNet.Reporting;
using EmotionNet.Reporting.Mlflow;
using EmotionNet.Training;

namespace EmotionNet.Tests.Reporting.Mlflow;

[Collection(TorchFreeTests.Name)]
public sealed class MlflowObserverTests : IDisposable
{
    private const double SecondsOnABusyMachine = 8; // less than a request may take, 10 s

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(5), TimeForAnAnswer = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];
    private readonly FakeMlflow _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_appears_with_its_settings_numbers_result_and_files()
    {
        Report(_server.Url, MlflowStatus.Finished, epochs: [1, 2]);

        var run = _server.OnlyRun;
        Assert.Equal(["emotionnet"], _server.ExperimentNames);
        Assert.Equal(Path.GetFileName(_folder.Path), run.Name);
        Assert.Equal("128", run.Parameters["batch-size"]);
        Assert.DoesNotContain("mlflow", run.Parameters.Keys);
        Assert.Equal("made up", run.Tags["data"]);
        Assert.Equal([1, 2], run.StepsOf("validation/accuracy"));
        Assert.Contains(("validation_ema_recall/happy", 0.6, 2), run.Metrics);
        Assert.Contains(("step/loss", 1.5, 9), run.Metrics);
        Assert.Contains(("test/accuracy", 0.7, 2), run.Metrics);
        Assert.Equal(["FINISHED"], run.Statuses);
        Assert.Equal(["config.json", "confusion_matrix.png", "curves.png", "epochs.csv", "summary.json"], run.Files.Keys.Order());
        Assert.All(run.Files, file => Assert.Equal(File.ReadAllBytes(_folder.File(file.Key)), file.Value));
        Assert.Empty(_notices);
    }

    [Fact]
    public void A_resumed_run_continues_the_same_run_and_sends_the_epochs_that_the_server_missed()
    {
        Report(_server.Url, MlflowStatus.Killed, epochs: [1]);

        // An epoch in between, of which nobody reported.
        Report(_server.Url, MlflowStatus.Finished, epochs: [3], startEpoch: 3);

        var run = _server.OnlyRun;
        Assert.Equal(["KILLED", "RUNNING", "FINISHED"], run.Statuses);
        Assert.Equal([1, 2, 3], run.StepsOf("validation/accuracy").Order());
        Assert.Empty(_notices);
    }

    [Fact]
    public void Other_settings_of_the_machine_do_not_keep_a_resumed_run_from_reporting()
    {
        Report(_server.Url, MlflowStatus.Killed, epochs: [1]);

        Report(_server.Url, MlflowStatus.Finished, epochs: [2], startEpoch: 2, change: options => options with { Threads = 7 });

        Assert.Equal([1, 2], _server.OnlyRun.StepsOf("validation/accuracy"));
        Assert.Empty(_notices);
    }

    [Fact]
    public void A_paused_run_is_finished_with_a_tag_that_goes_when_it_goes_on()
    {
        Report(_server.Url, MlflowStatus.Paused, epochs: [1]);
        Assert.Equal(("FINISHED", "1"), (_server.OnlyRun.Statuses[^1], _server.OnlyRun.Tags["paused_after_epoch"]));

        Report(_server.Url, MlflowStatus.Finished, epochs: [2], startEpoch: 2);

        Assert.Equal(["FINISHED", "RUNNING", "FINISHED"], _server.OnlyRun.Statuses);
        Assert.DoesNotContain("paused_after_epoch", _server.OnlyRun.Tags.Keys);
        Assert.Empty(_notices);
    }

    [Fact]
    public void A_run_whose_numbers_are_refused_is_closed_when_it_ends()
    {
        _server.RefusesMetrics = true;

        Report(_server.Url, MlflowStatus.Finished, epochs: [1, 2]);

        Assert.Equal(["FINISHED"], _server.OnlyRun.Statuses);
        Assert.Equal(
            $"MLflow at {_server.Url}: it answers 413: too large; the run goes on, and nothing more is sent.", Assert.Single(_notices));
    }

    [Fact]
    public void A_run_that_was_deleted_on_the_server_is_made_anew_with_all_its_epochs()
    {
        Report(_server.Url, MlflowStatus.Killed, epochs: [1]);
        _server.OnlyRun.IsDeleted = true;

        Report(_server.Url, MlflowStatus.Finished, epochs: [2], startEpoch: 2);

        Assert.Equal([1, 2], _server.Runs[1].StepsOf("validation/accuracy"));
    }

    [Fact]
    public void A_run_that_nobody_ended_has_failed()
    {
        using (var observer = Observer())
        {
            observer.OnRunStarted(Plan(_server.Url, 1, null));
        }

        Assert.Equal(["FAILED"], _server.OnlyRun.Statuses);
    }

    [Fact]
    public void A_server_that_is_away_costs_one_warning_and_no_time()
    {
        var watch = Stopwatch.StartNew();

        Report($"http://127.0.0.1:{FakeMlflow.FreePort()}", MlflowStatus.Finished, epochs: [1, 2, 3], endLimit: TimeSpan.FromSeconds(1));

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, SecondsOnABusyMachine);
        Assert.Contains("the run goes on", Assert.Single(_notices), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_never_answers_costs_the_end_of_a_run_no_more_than_its_limit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var observer = Observer(endLimit: TimeSpan.FromSeconds(1));
        observer.OnRunStarted(Plan($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", 1, null));
        var watch = Stopwatch.StartNew();

        observer.End(MlflowStatus.Finished);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, SecondsOnABusyMachine);
        Assert.Single(_notices);
    }

    [Fact]
    public void A_server_that_comes_back_gets_what_it_missed()
    {
        _server.Troubles = 5;

        using var observer = Observer();
        observer.OnRunStarted(Plan(_server.Url, 1, null));
        observer.OnEpochCompleted(MadeUpRun.Epoch(1));
        Assert.True(SpinWait.SpinUntil(() => _server.Troubles == 0, TimeForAnAnswer));
        observer.OnEpochCompleted(MadeUpRun.Epoch(2));
        observer.End(MlflowStatus.Finished);

        Assert.Equal([1, 2], _server.OnlyRun.StepsOf("epoch/training_loss"));
        Assert.Contains("it answers 503", Assert.Single(_notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_more_numbers_than_may_wait_the_newest_are_kept()
    {
        _server.Troubles = int.MaxValue;
        using var observer = Observer();
        observer.OnRunStarted(Plan(_server.Url, 1, null));
        for (var update = 1; update <= 20_000; update++)
        {
            observer.OnStep(new StepProgress(1, update, 20_000, update, 20_000, 1.5, 0.001, 70));
        }

        _server.Troubles = 0;
        observer.End(MlflowStatus.Finished);

        var steps = _server.OnlyRun.StepsOf("step/loss").ToList();
        Assert.InRange(steps.Count, 5_000, 6_000); // what was taken out already waits beside the queue
        Assert.Equal(20_000, steps[^1]);
    }

    [Fact]
    public void Credentials_come_from_the_environment_and_are_in_no_file()
    {
        Environment.SetEnvironmentVariable("MLFLOW_TRACKING_USERNAME", "anna");
        Environment.SetEnvironmentVariable("MLFLOW_TRACKING_PASSWORD", "geheim");
        try
        {
            Report(_server.Url, MlflowStatus.Finished, epochs: [1]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("MLFLOW_TRACKING_USERNAME", null);
            Environment.SetEnvironmentVariable("MLFLOW_TRACKING_PASSWORD", null);
        }

        Assert.All(_server.Authorizations, header => Assert.Equal("Basic YW5uYTpnZWhlaW0=", header));
        Assert.All(
            Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("geheim", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Refused_access_is_explained_once_and_not_tried_again()
    {
        _server.RefusesAll = true;

        Report(_server.Url, MlflowStatus.Finished, epochs: [1, 2, 3]);

        Assert.Contains("MLFLOW_TRACKING_TOKEN", Assert.Single(_notices), StringComparison.Ordinal);
        Assert.Single(_server.Authorizations);
    }

    [Fact]
    public void A_server_that_takes_no_files_still_gets_the_numbers()
    {
        using var other = new FakeMlflow { ArtifactScheme = "s3://bucket/" };

        Report(other.Url, MlflowStatus.Finished, epochs: [1]);

        Assert.Contains("serves artifacts", Assert.Single(_notices), StringComparison.Ordinal);
        Assert.Equal(["FINISHED"], other.OnlyRun.Statuses);
    }

    [Theory]
    [InlineData("http://anna:geheim@host:5000")]
    [InlineData("http://host:5000/?token=geheim")]
    public void An_address_with_credentials_is_refused_without_showing_them(string url)
    {
        var problem = Assert.Throws<UserInputException>(() => OptionsValidation.Check(new TrainingOptions { Mlflow = url }));

        Assert.DoesNotContain("geheim", problem.Message, StringComparison.Ordinal);
        Assert.Contains("MLFLOW_TRACKING_PASSWORD", problem.Message, StringComparison.Ordinal);
    }

    private void Report(
        string url, MlflowStatus end, int[] epochs, int startEpoch = 1, Func<TrainingOptions, TrainingOptions>? change = null, TimeSpan? endLimit = null)
    {
        using var observer = Observer(endLimit);
        var plan = Plan(url, startEpoch, change);
        ITrainingObserver[] observers = [new RunFiles(_folder.Path, _notices.Add), observer];
        observers.Tell(each => each.OnRunStarted(plan));
        foreach (var epoch in epochs)
        {
            observers.Tell(each => each.OnStep(
                new StepProgress(epoch, 3, plan.StepsPerEpoch, ((epoch - 1) * plan.StepsPerEpoch) + 3, plan.TotalUpdates, 1.5, 0.001, 70)));
            observers.Tell(each => each.OnEpochCompleted(MadeUpRun.Epoch(epoch)));
        }

        if (end == MlflowStatus.Finished)
        {
            observers.Tell(each => each.OnRunCompleted(MadeUpRun.Summary(plan, [.. plan.FinishedEpochs, .. epochs.Select(MadeUpRun.Epoch)])));
        }

        observer.End(end);
    }

    private MlflowObserver Observer(TimeSpan? endLimit = null) =>
        new(_notices.Add, pause: (Short, 4 * Short), endLimit: endLimit ?? TimeForAnAnswer);

    private RunPlan Plan(string url, int startEpoch, Func<TrainingOptions, TrainingOptions>? change)
    {
        var plan = MadeUpRun.Plan(startEpoch);
        var options = plan.Options with { Mlflow = url, CheckpointDirectory = _folder.Path };
        return plan with { Options = change?.Invoke(options) ?? options };
    }
}
