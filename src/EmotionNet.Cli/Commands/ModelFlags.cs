using System.CommandLine;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Commands;

/// <summary>The flags of <c>model</c>.</summary>
internal static class ModelFlags
{
    /// <summary><c>model</c>.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command("model", "Prints a network's layers, shapes, parameters and multiply-adds."))
        {
            Examples = [new("the network of quick mode, for FER+", "emotionnet model --model-type attention_emotion_net_small --classes 8")],
        };
        flags.AddSettings([OptionCatalog.Find("model-type")!]);
        var classes = flags.AddValue("--classes", OptionGroup.Model, "7|8", "emotions to tell apart: 7 of FER2013, 8 of FER+", "7");
        flags.Command.SetAction(parsed => ModelCommand.Run(
            SettingsSource.Resolve(flags, parsed).Options.ModelType,
            CommandFlags.ValueOf(parsed, classes) switch
            {
                null or "7" => 7,
                "8" => 8,
                var other => throw new UserInputException($"--classes cannot be \"{other}\"", "give 7 for FER2013 or 8 for FER+"),
            }));
        return flags;
    }
}
