using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Distributed;
using EmotionNet.Runs;
using EmotionNet.Training;
using Spectre.Console;

namespace EmotionNet.Cli.Commands;

/// <summary>Trains: shows what the run is given, watches it by the log and the display, and returns how it ended.</summary>
internal static class TrainCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="ranksFrom">Where the run finds the processes that train with it.</param>
    /// <param name="read">Reads what to train, which may fail on any rank.</param>
    /// <returns>The exit code.</returns>
    public static int Run(RankSource ranksFrom, Func<TrainRequest> read)
    {
        var ranks = RankGroups.Open(ranksFrom);
        return RankedProgram.Run(ranks, () =>
        {
            var request = SharedFailure.Join(ranks, read);
            using var stop = new StopSignal(isShared: ranks.Count > 1);
            using var run = TrainingRun.Prepare(request.Resolved.Options, new RunStart
            {
                Checkpoint = request.ResumePath,
                Overwrite = request.Overwrite,
                MayUseSample = !request.Resolved.Given.Contains("data-dir"),
                Ranks = ranks,
                PauseAfter = request.PauseAfter,
            });
            return ranks.Rank == 0 ? Lead(request, run, ranks, stop) : Follow(run, ranks, stop);
        });
    }

    // Silent, and without a directory: rank 0 tells and writes.
    private static int Follow(TrainingRun run, IRankGroup ranks, StopSignal stop)
    {
        stop.SaveFirst(() => { });
        if (run.Train(stop: stop.Token) is not null)
        {
            return ExitCodes.Done;
        }

        stop.Share(ranks);
        return stop.IsReceived ? stop.ExitCode : ExitCodes.Done;
    }

    private static int Lead(TrainRequest request, TrainingRun run, IRankGroup ranks, StopSignal stop)
    {
        var options = request.Resolved.Options;
        var isLive = Screen.IsLive && ranks.Count == 1; // a launcher passes on lines
        var display = isLive ? new RunDisplay(AnsiConsole.Console) : null;
        stop.SaveFirst(() => Notice(display, ranks.Count == 1));
        var isReplaced = run.OpenDirectory();
        using var log = new RunLog(options.CheckpointDirectory, request.LogLevel, isLive, request.LogFormat);
        var last = Path.Combine(options.CheckpointDirectory, Checkpoint.LastFile);
        stop.OnLeaving(signal => log.Record(
            $"Ended at once by a second signal ({signal}); {(File.Exists(last) ? $"{last} has the state that was saved last" : "no state was saved yet")}."));
        try
        {
            Introduce(request, run, log, isReplaced);
            ITrainingObserver[] observers = display is null ? [new LogLines(log)] : [new LogLines(log), display];
            RunSummary? Train() => run.Train(observers, stop.Token);
            var summary = display is null ? Train() : display.Show(Train);
            if (summary is not null)
            {
                SummaryText.Show(summary, log);
                return ExitCodes.Done;
            }

            stop.Share(ranks);
            var cause = stop.IsReceived ? $"Interrupted by {stop.Name}" : $"Paused after epoch {run.PausedAfter}";
            log.Say($"{cause}; the state is saved in {last}. Continue with:");
            log.Say($"  {ResumeCommandLine.Compose(ResumeCommandLine.Program(), options.CheckpointDirectory)}");
            return stop.IsReceived ? stop.ExitCode : ExitCodes.Done;
        }
        catch (Exception problem)
        {
            log.Keep(problem);
            problem.Data[FailureReport.LogKey] = log.Path;
            throw;
        }
    }

    private static void Notice(RunDisplay? display, bool secondLeaves)
    {
        var stopping = secondLeaves ? "Stopping after this step; a second Ctrl-C leaves at once." : "Stopping after this step.";
        if (display is null)
        {
            Screen.Line(stopping);
        }
        else
        {
            display.Notice(stopping);
        }
    }

    private static void Introduce(TrainRequest request, TrainingRun run, RunLog log, bool isReplaced)
    {
        var options = request.Resolved.Options;
        log.Record($"emotionnet {typeof(TrainCommand).Assembly.GetName().Version?.ToString(3)}: {string.Join(' ', request.Arguments)}");
        log.Say($"Data: {run.Data.Layout}.");
        if (run.Topology is { } topology)
        {
            log.Say(topology.Describe());
            foreach (var warning in RankWarnings.Of(topology))
            {
                log.Warn(warning);
            }
        }

        foreach (var note in run.Notes)
        {
            log.Say(note);
        }

        foreach (var warning in run.Warnings.Concat(IneffectiveOptions.Find(request.Resolved)))
        {
            log.Warn(warning);
        }

        if (request.ResumePath is not null)
        {
            log.Say($"Continuing {request.ResumePath}.");
        }

        if (isReplaced)
        {
            log.Say($"{options.CheckpointDirectory} held another run; its files are replaced.");
        }

        log.Show(Tables.Classes(run.Data));
        if (run.Data.LabelRuleCounts.Count > 0)
        {
            log.Show(Tables.LabelRules(run.Data.LabelRuleCounts));
        }
    }
}
