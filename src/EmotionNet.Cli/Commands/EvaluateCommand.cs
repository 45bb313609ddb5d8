using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.FerPlus;
using EmotionNet.Evaluation;
using EmotionNet.Runtime;

namespace EmotionNet.Cli.Commands;

/// <summary><c>evaluate</c>: scores a checkpoint on one split.</summary>
internal static class EvaluateCommand
{
    private const string CheckpointExample = $"a file that a run wrote, such as checkpoints/{Checkpoint.BestFile}";

    private static readonly string[] Settings = ["data-dir", "ferplus-dir", "ferplus-mode", "device", "precision", "threads"];

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command("evaluate", "Scores a checkpoint on one split: accuracy, macro-F1, loss, every class, the confusion matrix."))
        {
            Examples =
            [
                new("PublicTest of the data set that the network was trained on", "emotionnet evaluate --checkpoint checkpoints/best_model.safetensors"),
                new(
                    "FER2013's PrivateTest, with horizontal-flip TTA",
                    "emotionnet evaluate --checkpoint checkpoints/best_model.safetensors --data-dir data/fer2013 --split test --tta flip"),
                new("FER+, for a script", "emotionnet evaluate --checkpoint checkpoints/best_model.safetensors --ferplus-dir FERPlus-master --json"),
            ],
        };
        var checkpoint = AddCheckpoint(flags);
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

            return Run(new EvaluateRequest(
                parsed.GetRequiredValue(checkpoint),
                resolved.Options with { TtaMode = parsed.GetRequiredValue(tta).Value },
                isFer2013 || isFerPlus ? isFerPlus : null,
                parsed.GetRequiredValue(split).Value,
                parsed.GetValue(json)));
        });
        return flags;
    }

    /// <summary>Adds <c>--checkpoint</c>.</summary>
    public static Option<string> AddCheckpoint(CommandFlags flags) => flags.AddRequired(
        "--checkpoint",
        OptionGroup.Model,
        ValueFormats.Text("FILE", CheckpointExample, PathKind.FileOrDirectory),
        "the network, such as best_model.safetensors of a run");

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

        using var data = request.IsFerPlus ?? Checkpoint.Describe(request.Checkpoint).ClassNames.SequenceEqual(EmotionClasses.FerPlus)
            ? FerPlusDataset.LoadToScore(options.FerPlusDirectory, options.FerPlusMode, request.Split)
            : Fer2013Dataset.Load(options.DataDirectory, request.Split);
        var (result, withoutDuplicates) = CheckpointEvaluation.Evaluate(
            request.Checkpoint,
            data,
            request.Split,
            options.TtaMode,
            options.Device,
            options.Precision);
        if (request.Json)
        {
            Screen.Line(ToJson(request, data, result, withoutDuplicates));
        }
        else
        {
            Show(request, data, result, withoutDuplicates);
        }

        return ExitCodes.Done;
    }

    private static string ToJson(EvaluateRequest request, EmotionDataset data, EvaluationResult result, EvaluationResult? withoutDuplicates) =>
        JsonSerializer.Serialize(
            new
            {
                request.Checkpoint,
                Data = data.Layout,
                Split = Tables.Name(request.Split),
                Tta = OptionCatalog.Tta.Read(request.Options),
                Scores = result,
                WithoutDuplicates = withoutDuplicates,
            },
            JsonFormat.Indented);

    private static void Show(EvaluateRequest request, EmotionDataset data, EvaluationResult result, EvaluationResult? withoutDuplicates)
    {
        Screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Checkpoint} on {result.Count:N0} {Tables.Name(request.Split)} faces of {data.Layout}, TTA: {OptionCatalog.Tta.Read(request.Options)}"));
        IReadOnlyList<string> all = ["all", .. Tables.Scores(result)];
        Screen.Show(new TextTable(["", .. Tables.ScoreNames], withoutDuplicates is null
            ? [all]
            : [all, [$"without near-duplicates of the {Tables.Count(data.Training!.Count)} training faces", .. Tables.Scores(withoutDuplicates)]]));
        if (result.KullbackLeiblerDivergence is not null)
        {
            Screen.Line($"From the distribution of the votes{Tables.Divergence(result)}.");
        }

        if (result.Calibration is { } calibration)
        {
            var fittedOn = request.Split == DataSplit.Validation ? "these" : "the validation";
            var note = calibration.Temperature is null ? "" : $", fitted on {fittedOn} faces";
            Screen.Line($"On {Tables.Name(request.Split)}: {Tables.Confidence(calibration)}{note}.");
        }

        Screen.Line();
        Screen.Show(Tables.ClassScores(result));
        Screen.Line();
        Screen.Show(Tables.Confusion(result));
    }
}
