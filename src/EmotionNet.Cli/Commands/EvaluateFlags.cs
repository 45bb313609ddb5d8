using System.CommandLine;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Data;

namespace EmotionNet.Cli.Commands;

/// <summary>What an evaluation was asked for.</summary>
/// <param name="Checkpoint">The checkpoint file.</param>
/// <param name="Options">Device, precision, FER+ mode and the path of the data.</param>
/// <param name="IsFerPlus">Whether the data is FER+; null for that which the network was trained on.</param>
/// <param name="Split">The split to score.</param>
/// <param name="Json">Whether to print JSON.</param>
internal sealed record EvaluateRequest(string Checkpoint, TrainingOptions Options, bool? IsFerPlus, DataSplit Split, bool Json);

/// <summary>The flags of <c>evaluate</c>.</summary>
internal static class EvaluateFlags
{
    /// <summary>What <c>--checkpoint</c> takes, in words that follow "give it".</summary>
    public const string CheckpointExample = $"a file that a run wrote, such as checkpoints/{Checkpoint.BestFile}";

    private static readonly string[] Settings = ["data-dir", "ferplus-dir", "ferplus-mode", "device", "precision", "threads"];

    /// <summary><c>evaluate</c>.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command("evaluate", "Scores a checkpoint on one split: accuracy, macro-F1, loss, every class, the confusion matrix."))
        {
            Examples =
            [
                new("PublicTest of the data set that the network was trained on", "emotionnet evaluate --checkpoint checkpoints/best_model.safetensors"),
                new(
                    "FER2013's PrivateTest, with mirrored views",
                    "emotionnet evaluate --checkpoint checkpoints/best_model.safetensors --data-dir data/fer2013 --split test --tta flip"),
                new("FER+, for a script", "emotionnet evaluate --checkpoint checkpoints/best_model.safetensors --ferplus-dir FERPlus-master --json"),
            ],
        };
        var checkpoint = flags.AddValue("--checkpoint", OptionGroup.Model, "FILE", "the network: best_model.safetensors of a run");
        var split = flags.AddValue("--split", OptionGroup.Data, "train|validation|test", "what to score", "validation");
        flags.AddSettings(OptionCatalog.Entries.Where(entry => Settings.Contains(entry.Name)));
        var views = flags.AddValue("--tta", OptionGroup.Output, OptionCatalog.Find("tta")!.ValueName, OptionCatalog.Find("tta")!.Help, "none");
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

            var path = CommandFlags.ValueOf(parsed, checkpoint) ?? throw DataFlags.Missing("evaluate", "--checkpoint", CheckpointExample);
            var options = OptionCatalog.Find("tta")!.Write(resolved.Options, CommandFlags.ValueOf(parsed, views) ?? "none");
            return EvaluateCommand.Run(new EvaluateRequest(
                path,
                options,
                isFer2013 || isFerPlus ? isFerPlus : null,
                ReadSplit(CommandFlags.ValueOf(parsed, split)),
                CommandFlags.IsGiven(parsed, json)));
        });
        return flags;
    }

    private static DataSplit ReadSplit(string? text) => text switch
    {
        "train" => DataSplit.Training,
        null or "validation" => DataSplit.Validation,
        "test" => DataSplit.Test,
        _ => throw new UserInputException($"--split cannot be \"{text}\"", "give one of: train, validation, test"),
    };
}
