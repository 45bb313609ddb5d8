using System.CommandLine;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Export;

namespace EmotionNet.Cli.Commands;

/// <summary><c>ensemble</c>: scores the average of several networks' probabilities.</summary>
internal static class EnsembleCommand
{
    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        const string Help = "Scores the average of several networks' probabilities on one split, beside each network on the same faces. "
            + "The same networks, separated by commas, can be the --teacher of a smaller one.";
        var flags = new CommandFlags(new Command("ensemble", Help))
        {
            Examples =
            [
                new("two runs and a weight file", "emotionnet ensemble checkpoints-a checkpoints-b models/fer2013.safetensors --data-dir data/fer2013"),
                new("all runs of a sweep, with horizontal-flip TTA", "emotionnet ensemble sweep/runs/* --tta flip"),
                new("one network that learns from an ensemble", "emotionnet --teacher checkpoints-a,checkpoints-b --checkpoint-dir checkpoints-student"),
            ],
        };
        var paths = flags.AddPaths("RUN...", "directories of runs, whose best weights count, or weight files; at least two");
        var scoring = new ScoringFlags(flags);
        flags.Command.SetAction(parsed =>
        {
            var request = scoring.Read(parsed);
            var given = flags.ReadPaths(parsed, paths);
            if (Array.Find(given, OnnxFile.IsNamed) is { } onnx)
            {
                throw new UserInputException("an ensemble is of checkpoints, not of ONNX models", "give the .safetensors file of the network", onnx);
            }

            var files = EnsembleEvaluation.Check(given);
            request.StartTorch();
            var first = Checkpoint.Describe(files[0]);
            using var data = request.LoadData(first);
            var options = request.Options;
            var scores = EnsembleEvaluation.Evaluate(files, data, request.Split, options.TtaMode, options.Device, options.Precision);
            var report = new EnsembleReport(request, data, scores);
            if (request.Json)
            {
                Screen.Line(report.ToJson());
            }
            else
            {
                report.Show();
            }

            return ExitCodes.Done;
        });
        return flags;
    }
}
