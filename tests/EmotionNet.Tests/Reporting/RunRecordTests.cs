using EmotionNet.Reporting;
using EmotionNet.Tests.Data;

namespace EmotionNet.Tests.Reporting;

public sealed class RunRecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_files_of_a_run_without_its_weights_tell_settings_epochs_and_result()
    {
        var (plan, epoch) = (MadeUpRun.Plan(), MadeUpRun.Epoch(1));
        var files = new RunFiles(_folder.Path);
        files.OnRunStarted(plan);
        files.OnEpochCompleted(epoch);
        files.OnEpochCompleted(MadeUpRun.Epoch(2));

        var unfinished = RunRecord.Read(_folder.Path);
        files.OnRunCompleted(MadeUpRun.Summary(plan, epoch, MadeUpRun.Epoch(2)));
        var finished = RunRecord.Read(_folder.Path);

        Assert.Equal((3, null, null), (unfinished.Options.Epochs, unfinished.Weights, unfinished.Summary));
        Assert.Equal([1, 2], unfinished.Epochs.Select(each => each.Epoch));
        Assert.Equal(epoch.RawValidation.ConfusionMatrix[0], unfinished.Epochs[0].RawValidation.ConfusionMatrix[0]);
        Assert.Equal((0.7, "CPU, 2 threads"), (finished.Summary!.Test!.Accuracy, finished.Environment!.Device));
        Assert.Empty(finished.Problems);
    }

    [Fact]
    public void A_damaged_summary_is_left_out_and_said()
    {
        var files = new RunFiles(_folder.Path);
        files.OnRunStarted(MadeUpRun.Plan());
        _folder.Write("summary.json", "{ \"best\": 7");

        var run = RunRecord.Read(_folder.Path);

        Assert.Null(run.Summary);
        Assert.StartsWith(
            $"summary.json is left out: {_folder.File("summary.json")}: this is not what a run of this version writes; ",
            Assert.Single(run.Problems),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_without_a_run_and_a_run_without_settings_are_refused()
    {
        Assert.StartsWith($"{_folder.Path}: this directory has no run; ", ErrorOf(), StringComparison.Ordinal);

        _folder.Write("last.safetensors", "damaged");

        Assert.StartsWith($"{_folder.Path}: nothing here tells the settings of the run (last.safetensors is left out: ", ErrorOf(), StringComparison.Ordinal);

        string ErrorOf() => SmallData.ErrorOf(() => RunRecord.Read(_folder.Path)).Message;
    }
}
