using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Reporting;
using EmotionNet.Runtime;
using EmotionNet.Training;
using Spectre.Console;

namespace EmotionNet.Cli.Commands;

/// <summary>Trains: options to faces to a run, watched by the log, the display and the files of the run.</summary>
internal static class TrainCommand
{
    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(TrainRequest request)
    {
        var options = request.Resolved.Options;
        var resumePath = request.ResumePath;
        CheckpointDirectory.Prepare(options.CheckpointDirectory);

        TorchRuntime.Initialize();
        var display = Screen.IsLive ? new RunDisplay(AnsiConsole.Console) : null;
        const string Stopping = "Stopping after this step; a second Ctrl-C leaves at once.";
        using var stop = new StopSignal(() =>
        {
            if (display is null)
            {
                Screen.Line(Stopping);
            }
            else
            {
                display.Notice(Stopping);
            }
        });

        var data = TrainingData.Load(request.Resolved, DataSplit.Training, DataSplit.Validation);
        using var faces = data.Faces;
        TrainingRun.Check(options, faces, resumePath);
        Directory.CreateDirectory(options.CheckpointDirectory); // resuming from elsewhere, it may be new
        var replaced = !CheckpointDirectory.Holds(options.CheckpointDirectory, resumePath)
            && CheckpointDirectory.Clear(options.CheckpointDirectory, options.TeacherFiles);
        using var log = new RunLog(options.CheckpointDirectory, request.LogLevel, Screen.IsLive);
        try
        {
            Introduce(request, data, log, resumePath, replaced);
            ITrainingObserver[] observers = [new RunFiles(options.CheckpointDirectory, log.Warn), new LogLines(log), .. display is null
                ? Array.Empty<ITrainingObserver>()
                : [display]];
            RunSummary? Train() => TrainingRun.Start(options, faces, resumePath, observers, stop.Token);
            var summary = display is null ? Train() : display.Show(Train);
            if (summary is not null)
            {
                SummaryText.Show(summary, log);
                return ExitCodes.Done;
            }

            log.Say($"Interrupted; the state is saved in {Path.Combine(options.CheckpointDirectory, Checkpoint.LastFile)}. Continue with:");
            log.Say($"  {ResumeCommandLine.Compose(ResumeCommandLine.Program(), options.CheckpointDirectory)}");
            return ExitCodes.Interrupted;
        }
        catch (Exception problem)
        {
            log.Keep(problem);
            problem.Data[FailureReport.LogKey] = log.Path;
            throw;
        }
    }

    private static void Introduce(TrainRequest request, TrainingData data, RunLog log, string? resumePath, bool replaced)
    {
        var options = request.Resolved.Options;
        log.Record($"emotionnet {typeof(TrainCommand).Assembly.GetName().Version?.ToString(3)}: {string.Join(' ', request.Arguments)}");
        log.Say($"Data: {data.Faces.Layout}.");
        foreach (var note in data.Notes)
        {
            log.Say(note);
        }

        foreach (var warning in data.Faces.Warnings.Concat(IneffectiveOptions.Find(request.Resolved)))
        {
            log.Warn(warning);
        }

        if (resumePath is not null)
        {
            log.Say($"Continuing {resumePath}.");
        }

        if (replaced)
        {
            log.Say($"{options.CheckpointDirectory} held another run; its files are replaced.");
        }

        log.Show(Tables.Classes(data.Faces));
        if (data.Faces.LabelRuleCounts.Count > 0)
        {
            log.Show(Tables.LabelRules(data.Faces.LabelRuleCounts));
        }
    }
}
