using System.Text;
using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Evaluation;
using EmotionNet.Files;
using EmotionNet.Training;

namespace EmotionNet.Reporting;

/// <summary>
/// Writes the files of a run beside its checkpoints: <c>config.json</c>, <c>epochs.csv</c>, <c>epoch_stats/</c>, <c>summary.json</c>,
/// <c>curves.png</c>, <c>confusion_matrix.png</c> and <c>tensorboard/</c>. Each is whole at any moment, so that a person may open it while the run goes on.
/// </summary>
/// <param name="checkpointDirectory">The run's folder.</param>
/// <param name="notice">Called when a plot or the events cannot be written; a run does not end for that.</param>
/// <param name="clock">Times the plots; null is the system's.</param>
internal sealed class RunFiles(string checkpointDirectory, Action<string>? notice = null, TimeProvider? clock = null) : ITrainingObserver
{
    // Plots take a fraction of a second, as long as an epoch on a fast GPU. While the run goes on they are drawn at most for this part of its time.
    private const double MaximumShareOfDrawing = 0.05;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly List<EpochStatistics> _epochs = [];
    private TensorBoardLog? _events;
    private EpochStatistics? _undrawnBest;
    private (long Timestamp, TimeSpan Cost)? _lastDrawing;

    /// <inheritdoc/>
    public void OnRunStarted(RunPlan plan)
    {
        _epochs.Clear();
        _epochs.AddRange(plan.FinishedEpochs);
        RemoveTheRestOfAnEarlierRun(plan.StartEpoch);
        foreach (var epoch in _epochs.Where(epoch => !File.Exists(StatisticsPath(epoch.Epoch))))
        {
            WriteJson(StatisticsPath(epoch.Epoch), epoch);
        }

        WriteTable();
        AtomicFile.Write(At(RunFileNames.Configuration), Encoding.UTF8.GetBytes(ConfigurationFile.ToJson(plan.Options)));
        Try("TensorBoard events", () => _events = new TensorBoardLog(At(RunFileNames.EventsDirectory)));
        if (File.Exists(At(RunFileNames.AugmentedBatch)))
        {
            TellTensorBoard(log => log.Image("augmented_batch", At(RunFileNames.AugmentedBatch), plan.StartEpoch));
        }
    }

    /// <inheritdoc/>
    public void OnStep(StepProgress progress) => TellTensorBoard(log => log.Step(progress));

    /// <inheritdoc/>
    public void OnEpochCompleted(EpochStatistics epoch)
    {
        _epochs.RemoveAll(earlier => earlier.Epoch >= epoch.Epoch);
        _epochs.Add(epoch);
        WriteJson(StatisticsPath(epoch.Epoch), epoch);
        WriteTable();
        TellTensorBoard(log => log.Epoch(epoch));
        _undrawnBest = epoch.IsBest ? epoch : _undrawnBest;
        if (_lastDrawing is not { } last || _clock.GetElapsedTime(last.Timestamp) * MaximumShareOfDrawing >= last.Cost)
        {
            Draw();
        }
    }

    /// <inheritdoc/>
    public void OnRunCompleted(RunSummary summary)
    {
        _epochs.Clear();
        _epochs.AddRange(summary.Epochs);
        WriteTable();
        WriteJson(At(RunFileNames.Summary), SummaryDocument.Of(summary));
        DrawCurves();
        var (result, split) = summary.Test is { } test ? (test, "Test") : (summary.Best.Validation, "Validation");
        DrawConfusionMatrix(result, $"{split}, weights of epoch {summary.Best.Epoch}");
        ShowConfusionMatrix(split.ToLowerInvariant(), summary.Best.Epoch);
    }

    private static void WriteJson<T>(string path, T value) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, JsonFormat.Indented));

    // Else the epochs of two runs would lie side by side, and an old summary beside a run that has not ended.
    private void RemoveTheRestOfAnEarlierRun(int startEpoch)
    {
        var folder = Directory.CreateDirectory(At(RunFileNames.StatisticsDirectory));
        foreach (var file in folder.EnumerateFiles("epoch_*_stats.json"))
        {
            if (int.TryParse(file.Name.Split('_')[1], out var epoch) && epoch >= startEpoch)
            {
                file.Delete();
            }
        }

        if (startEpoch == 1)
        {
            File.Delete(At(RunFileNames.Summary));
        }
    }

    private void Draw()
    {
        var start = _clock.GetTimestamp();
        DrawCurves();
        if (_undrawnBest is { } best)
        {
            DrawConfusionMatrix(best.BetterValidation, $"Validation, epoch {best.Epoch}");
            ShowConfusionMatrix("validation", best.Epoch);
            _undrawnBest = null;
        }

        var end = _clock.GetTimestamp();
        _lastDrawing = (end, _clock.GetElapsedTime(start, end));
    }

    private void DrawCurves() => Try(RunFileNames.Curves, () => AtomicFile.Write(At(RunFileNames.Curves), CurvesPlot.Draw(_epochs)));

    private void DrawConfusionMatrix(EvaluationResult result, string title) =>
        Try(RunFileNames.ConfusionMatrix, () => AtomicFile.Write(At(RunFileNames.ConfusionMatrix), ConfusionMatrixPlot.Draw(result, title)));

    private void ShowConfusionMatrix(string split, int epoch) =>
        TellTensorBoard(log => log.Image($"confusion_matrix/{split}", At(RunFileNames.ConfusionMatrix), epoch));

    // Rewritten whole: the state of the run decides what is in it, whatever a killed process left there.
    private void WriteTable() => AtomicFile.Write(At(RunFileNames.Epochs), EpochsTable.Of(_epochs));

    private void TellTensorBoard(Action<TensorBoardLog> message)
    {
        if (_events is { } log)
        {
            Try("TensorBoard events", () => message(log), () => _events = null);
        }
    }

    // Whatever a drawing library or its native part throws, hours of training are worth more than a plot.
    private void Try(string what, Action write, Action? giveUp = null)
    {
        try
        {
            write();
        }
        catch (Exception error)
        {
            notice?.Invoke($"{what} could not be written: {error.Message}");
            giveUp?.Invoke();
        }
    }

    private string StatisticsPath(int epoch) => At(Path.Combine(RunFileNames.StatisticsDirectory, $"epoch_{epoch:000}_stats.json"));

    private string At(string name) => Path.Combine(checkpointDirectory, name);
}
