using System.CommandLine;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Export;

namespace EmotionNet.Cli.Commands;

/// <summary><c>compare</c>: compares networks on the same faces, and tells whether they differ by more than chance.</summary>
internal static class CompareCommand
{
    /// <summary>The seed of the resamples: the same networks give the same intervals.</summary>
    public const int BootstrapSeed = 1;

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        const string Help = "Compares networks with the first of them on the same faces: accuracy, macro-F1, every class, calibration, speed, size, "
            + "with paired intervals and McNemar's test. Runs that differ only in their seed are averaged.";
        var flags = new CommandFlags(new Command("compare", Help))
        {
            Examples =
            [
                new("two runs", "emotionnet compare checkpoints-a checkpoints-b --data-dir data/fer2013"),
                new("three seeds of two settings", "emotionnet compare old-1 old-2 old-3 new-1 new-2 new-3 --split test"),
                new("the faces that changed", "emotionnet compare models/fer2013.safetensors checkpoints --list-flips 20"),
                new("a checkpoint and its ONNX export, for a script", "emotionnet compare models/fer2013.safetensors fer2013.onnx --json"),
            ],
        };
        var paths = flags.AddPaths("RUN_OR_MODEL...", "directories of runs, whose best weights count, weight files or .onnx files; at least two");
        var flips = flags.AddNumber(
            "--list-flips", OptionGroup.Output, 1, int.MaxValue, "list up to N faces that one alone gets right, by their index in the split", "none");
        var onnx = new OnnxInputFlags(flags);
        var scoring = new ScoringFlags(flags);
        flags.Command.SetAction(parsed =>
        {
            var request = scoring.Read(parsed);
            var options = request.Options;
            var files = NetworkComparison.Check(flags.ReadPaths(parsed, paths));
            var (models, checkpoints) = (files.Where(OnnxFile.IsNamed).ToList(), files.Where(file => !OnnxFile.IsNamed(file)).ToList());
            if (models.Count == 0)
            {
                onnx.Read(parsed, files[0]); // refuses the options of ONNX models
            }

            request.StartTorch();
            List<OnnxNetwork> loaded = [];
            try
            {
                foreach (var model in models)
                {
                    loaded.Add(OnnxNetwork.Load(model, onnx.Read(parsed, model)!, options.Threads));
                }

                var run = checkpoints.Count > 0 ? Checkpoint.Describe(checkpoints[0]) : null;
                using var data = request.LoadData(run, run is null ? loaded[0].Classes : null);
                var settings = NetworkComparison.Compare(
                    files, loaded, data, request.Split, options.TtaMode, options.Device, options.Precision, BootstrapSeed);
                var report = new CompareReport(request, data, settings, parsed.GetValue(flips)?.Value ?? 0);
                if (request.Json)
                {
                    Screen.Line(report.ToJson());
                }
                else
                {
                    report.Show();
                }
            }
            finally
            {
                loaded.ForEach(model => model.Dispose());
            }

            return ExitCodes.Done;
        });
        return flags;
    }
}
