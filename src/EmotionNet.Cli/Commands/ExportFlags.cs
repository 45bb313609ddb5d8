using System.CommandLine;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Commands;

/// <summary>The flags of <c>export</c>.</summary>
internal static class ExportFlags
{
    /// <summary><c>export</c>.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command("export", "Writes the weights of a checkpoint in half precision, to hand on."))
        {
            Examples = [new("the best network of a run", "emotionnet export --checkpoint checkpoints/best_model.safetensors --out fer2013.safetensors")],
        };
        var checkpoint = flags.AddValue("--checkpoint", OptionGroup.Model, "FILE", "the network: best_model.safetensors of a run");
        var target = flags.AddValue("--out", OptionGroup.Output, "FILE", "the file to write");
        flags.Command.SetAction(parsed => ExportCommand.Run(
            CommandFlags.ValueOf(parsed, checkpoint) ?? throw DataFlags.Missing("export", "--checkpoint", "best_model.safetensors of a run"),
            CommandFlags.ValueOf(parsed, target) ?? throw DataFlags.Missing("export", "--out", "the file to write, such as fer2013.safetensors")));
        return flags;
    }
}
