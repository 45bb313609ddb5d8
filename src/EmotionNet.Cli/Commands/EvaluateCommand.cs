using System.CommandLine;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Export;

namespace EmotionNet.Cli.Commands;

/// <summary><c>evaluate</c>: scores a checkpoint on one split.</summary>
internal static class EvaluateCommand
{
    private static readonly string[] CheckpointSettings = ["device", "precision"];

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        const string Help = "Scores a checkpoint or an ONNX model on one split: accuracy, macro-F1, loss, every class, the confusion matrix.";
        var flags = new CommandFlags(new Command("evaluate", Help))
        {
            Examples =
            [
                new("PublicTest of the data set that the network was trained on", "emotionnet evaluate --checkpoint checkpoints"),
                new(
                    "FER2013's PrivateTest, with horizontal-flip TTA",
                    "emotionnet evaluate --checkpoint checkpoints/best_model.safetensors --data-dir data/fer2013 --split test --tta flip"),
                new("FER+, for a script", "emotionnet evaluate --checkpoint checkpoints/best_model.safetensors --ferplus-dir FERPlus-master --json"),
                new(
                    "an ONNX model of another program",
                    "emotionnet evaluate --checkpoint other.onnx --input-range 0,1 --classes anger,disgust,fear,happiness,sadness,surprise,neutral"),
            ],
        };
        var checkpoint = AddCheckpoint(flags, "the network: the directory of a run, whose best weights count, a weight file, or an .onnx file");
        var onnx = new OnnxInputFlags(flags);
        var scoring = new ScoringFlags(flags);

        flags.Command.SetAction(parsed =>
        {
            var request = scoring.Read(parsed);
            var path = parsed.GetRequiredValue(checkpoint);
            var input = onnx.Read(parsed, path);
            if (input is not null && Array.Find(CheckpointSettings, request.Given.Contains) is { } setting)
            {
                throw new UserInputException($"--{setting} is for checkpoints; ONNX models run on the processor in their own precision", "leave it out", path);
            }

            return Run(new EvaluateRequest(RunWeights.Require(path), input, request));
        });
        return flags;
    }

    /// <summary>Adds <c>--checkpoint</c>.</summary>
    public static Option<string> AddCheckpoint(
        CommandFlags flags, string help = "the network: the directory of a run, whose best weights count, or a weight file") => flags.AddRequired(
        "--checkpoint",
        OptionGroup.Model,
        ValueFormats.Text("FILE", "a weight file or the directory of a run", PathKind.FileOrDirectory),
        help);

    private static int Run(EvaluateRequest request)
    {
        var (options, split) = (request.Scoring.Options, request.Scoring.Split);
        request.Scoring.StartTorch();
        using var model = request.Onnx is { } given ? OnnxNetwork.Load(request.Checkpoint, given, options.Threads) : null;
        var run = model is null ? Checkpoint.Describe(request.Checkpoint) : null;
        using var data = request.Scoring.LoadData(run, model?.Classes);
        var scores = model is null
            ? CheckpointEvaluation.Evaluate(request.Checkpoint, data, split, options.TtaMode, options.Device, options.Precision)
            : OnnxEvaluation.Evaluate(model, data, split, options.TtaMode);
        var report = new EvaluationReport(request, data, scores, model);
        if (request.Scoring.Json)
        {
            Screen.Line(report.ToJson());
        }
        else
        {
            report.Show();
        }

        return ExitCodes.Done;
    }
}
