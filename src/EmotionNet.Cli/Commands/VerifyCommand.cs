using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Runs;
using EmotionNet.Training;

namespace EmotionNet.Cli.Commands;

/// <summary><c>verify</c>: takes the first steps of a recorded run again and compares.</summary>
internal static class VerifyCommand
{
    // What is a matter of the machine; all else is the run's.
    private static readonly string[] Settings =
        [.. ResumeRules.HostOptions.Where(name => name != OptionCatalog.CheckpointDirectory.Name), "device", "precision"];

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command(
            "verify",
            "Repeats the first 50 steps of a run and says whether this machine gives the same numbers, and if not, what differs. "
                + $"Exit code {ExitCodes.Different} where they differ."))
        {
            Examples =
            [
                new("the run in a directory, on the data that it was trained on", "emotionnet verify checkpoints"),
                new("a run of another machine", "emotionnet verify run7 --data-dir data/fer2013"),
            ],
        };
        var paths = flags.AddPaths("RUN", "the directory of a run, or its last.safetensors");
        flags.AddSettings(
            OptionCatalog.Entries.Where(entry => Settings.Contains(entry.Name)),
            new Dictionary<string, string>
            {
                ["data-dir"] = ScoringFlags.DataHelp,
                ["init-from"] = "the weights that the run began with, or the directory of their run, wherever they are now",
            });
        var json = flags.AddSwitch("--json", OptionGroup.Output, "print JSON instead of text");
        flags.Command.SetAction(parsed =>
        {
            if (parsed.GetValue(paths) is not [var run])
            {
                throw new UserInputException("verify takes one run", "give it the directory of a run, such as emotionnet verify checkpoints");
            }

            var assignments = flags.ReadSettings(parsed);
            return Run(run, options => assignments.Aggregate(options, (all, assignment) => assignment.Apply(all)), parsed.GetValue(json));
        });
        return flags;
    }

    private static int Run(string run, Func<TrainingOptions, TrainingOptions> adjust, bool isJson)
    {
        using var stop = new StopSignal();
        stop.SaveFirst(() => { });
        var result = RunVerification.Run(run, adjust, isJson ? [] : [new Notices()], stop.Token);
        if (result is null)
        {
            return stop.ExitCode;
        }

        if (isJson)
        {
            Screen.Line(JsonSerializer.Serialize(result, JsonFormat.Indented));
        }
        else
        {
            Show(result);
        }

        return result.IsSame ? ExitCodes.Done : ExitCodes.Different;
    }

    private static void Show(VerificationResult result)
    {
        Screen.Show(new TextTable(
            ["after step", "recorded loss", "loss here", ""],
            [.. result.Recorded.Losses.Zip(result.Here.Losses, (recorded, here) => (IReadOnlyList<string>)
                [$"{recorded.Update}", Loss(recorded.Loss), Loss(here.Loss), recorded == here ? "same" : "differs"])]));
        Screen.Line();
        Screen.Line(Verdict(result));
        if (result.DifferingFacts is { Count: > 0 } facts)
        {
            Screen.Line(result.IsSame ? "Recorded facts that differ, without effect on these numbers:" : "Recorded facts that differ:");
            foreach (var fact in facts)
            {
                Screen.Line($"  {fact.Name}: {OrNone(fact.Recorded)}; here {OrNone(fact.Here)}");
            }
        }
        else if (!result.IsSame)
        {
            Screen.Line("No recorded fact differs.");
        }
    }

    private static string Verdict(VerificationResult result)
    {
        var steps = result.Recorded.Losses[^1].Update;
        return result switch
        {
            { IsSame: true, HasSameWeights: null } => $"The losses of the first {steps} steps are the same, bit for bit.",
            { IsSame: true, FirstDifference: not null } => string.Create(
                CultureInfo.InvariantCulture,
                $"The weights after {steps} steps are the same, bit for bit; the losses differ by {result.LargestRelativeDifference:0.0e0} at most, as sums in another order do."),
            { IsSame: true } => $"The losses of the first {steps} steps and the weights after them are the same, bit for bit.",
            { FirstDifference: { Update: var update } } => string.Create(
                CultureInfo.InvariantCulture,
                $"The losses differ from step {update} on, by {result.LargestRelativeDifference:0.0e0} of the recorded ones at most."),
            { HasSameWeights: false } when result.Here.Losses.Count == result.Recorded.Losses.Count =>
                $"The losses of the first {steps} steps are the same; the weights after them differ.",
            _ => $"The run ended here after {result.Here.Losses[^1].Update} steps; {steps} were recorded.",
        };
    }

    private static string Loss(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string OrNone(string value) => value.Length == 0 ? "none" : value;

    private sealed class Notices : ITrainingObserver
    {
        public void OnNotice(string text) => Warnings.Show([text]);
    }
}
