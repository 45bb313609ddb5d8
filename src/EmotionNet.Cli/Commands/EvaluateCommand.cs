using System.CommandLine;
using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.FerPlus;
using EmotionNet.Export;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Cli.Commands;

/// <summary><c>evaluate</c>: scores a checkpoint on one split.</summary>
internal static class EvaluateCommand
{
    private const string CheckpointExample = $"a file that a run wrote, such as checkpoints/{Checkpoint.BestFile}";

    private static readonly string[] Settings = ["data-dir", "ferplus-dir", "ferplus-mode", "device", "precision", "threads"];

    private static readonly string[] CheckpointSettings = ["device", "precision"];

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        const string Help = "Scores a checkpoint or an ONNX model on one split: accuracy, macro-F1, loss, every class, the confusion matrix.";
        var flags = new CommandFlags(new Command("evaluate", Help))
        {
            Examples =
            [
                new("PublicTest of the data set that the network was trained on", "emotionnet evaluate --checkpoint checkpoints/best_model.safetensors"),
                new(
                    "FER2013's PrivateTest, with horizontal-flip TTA",
                    "emotionnet evaluate --checkpoint checkpoints/best_model.safetensors --data-dir data/fer2013 --split test --tta flip"),
                new("FER+, for a script", "emotionnet evaluate --checkpoint checkpoints/best_model.safetensors --ferplus-dir FERPlus-master --json"),
                new(
                    "an ONNX model of another program",
                    "emotionnet evaluate --checkpoint other.onnx --input-range 0,1 --classes anger,disgust,fear,happiness,sadness,surprise,neutral"),
            ],
        };
        var checkpoint = AddCheckpoint(flags, "the network, such as best_model.safetensors of a run, or an .onnx file");
        var onnx = new OnnxInputFlags(flags);
        var validation = new OptionChoice<DataSplit>("validation", DataSplit.Validation);
        var split = flags.AddChoice(
            "--split",
            OptionGroup.Data,
            "what to score",
            validation,
            [new("train", DataSplit.Training), validation, new("test", DataSplit.Test)]);
        flags.AddSettings(OptionCatalog.Entries.Where(entry => Settings.Contains(entry.Name)));
        var tta = flags.AddChoice(
            "--tta",
            OptionGroup.Output,
            "test-time augmentation (TTA): the predictions for an image and its mirror image, or for ten crops, are averaged",
            OptionCatalog.TtaModes.First(mode => mode.Value == TtaMode.None),
            OptionCatalog.TtaModes);
        var json = flags.AddSwitch("--json", OptionGroup.Output, "print JSON instead of tables");

        flags.Command.SetAction(parsed =>
        {
            var resolved = SettingsSource.Resolve(flags, parsed);
            var (isFer2013, isFerPlus) = (resolved.Given.Contains("data-dir"), resolved.Given.Contains("ferplus-dir"));
            if (isFer2013 && isFerPlus)
            {
                throw new UserInputException(
                    "evaluate scores one data set, not both --data-dir and --ferplus-dir",
                    "give either --data-dir with FER2013 or --ferplus-dir with FER+");
            }

            var path = parsed.GetRequiredValue(checkpoint);
            var input = onnx.Read(parsed, path);
            if (input is not null && Array.Find(CheckpointSettings, resolved.Given.Contains) is { } setting)
            {
                throw new UserInputException($"--{setting} is for checkpoints; ONNX models run on the processor in their own precision", "leave it out", path);
            }

            return Run(new EvaluateRequest(
                path,
                input,
                resolved.Options with { TtaMode = parsed.GetRequiredValue(tta).Value },
                isFer2013 || isFerPlus ? isFerPlus : null,
                parsed.GetRequiredValue(split).Value,
                parsed.GetValue(json)));
        });
        return flags;
    }

    /// <summary>Adds <c>--checkpoint</c>.</summary>
    public static Option<string> AddCheckpoint(CommandFlags flags, string help = "the network, such as best_model.safetensors of a run") => flags.AddRequired(
        "--checkpoint",
        OptionGroup.Model,
        ValueFormats.Text("FILE", CheckpointExample, PathKind.FileOrDirectory),
        help);

    private static int Run(EvaluateRequest request)
    {
        var options = request.Options;
        if (!File.Exists(request.Checkpoint))
        {
            throw new UserInputException(
                Directory.Exists(request.Checkpoint) ? "a directory is not a checkpoint" : "there is no such checkpoint",
                $"give --checkpoint {CheckpointExample}",
                request.Checkpoint);
        }

        TorchRuntime.Initialize();
        if (options.Threads > 0)
        {
            TorchSharp.torch.set_num_threads(options.Threads);
        }

        using var model = request.Onnx is { } given ? OnnxNetwork.Load(request.Checkpoint, given, options.Threads) : null;
        var network = model is null ? Checkpoint.Describe(request.Checkpoint) : null;
        using var data = request.IsFerPlus ?? IsOfFerPlus(network, model)
            ? FerPlusDataset.LoadToScore(options.FerPlusDirectory, options.FerPlusMode, request.Split)
            : ScoringData.Load(options.DataDirectory, network, request.Split, model?.Classes);
        var scores = model is null
            ? CheckpointEvaluation.Evaluate(request.Checkpoint, data, request.Split, options.TtaMode, options.Device, options.Precision)
            : OnnxEvaluation.Evaluate(model, data, request.Split, options.TtaMode);
        var report = new EvaluationReport(request, data, scores, model);
        if (request.Json)
        {
            Screen.Line(report.ToJson());
        }
        else
        {
            report.Show();
        }

        return ExitCodes.Done;
    }

    // A network of other data may have the same emotions in another order.
    private static bool IsOfFerPlus(CheckpointDescription? network, OnnxNetwork? model) =>
        network?.Options.Mode == TrainingMode.FerPlus || (model is not null && ClassMapping.Covers(model.Classes, EmotionClasses.FerPlus));
}
