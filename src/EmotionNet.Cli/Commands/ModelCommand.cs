using System.CommandLine;
using System.Globalization;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Models;

namespace EmotionNet.Cli.Commands;

/// <summary><c>model</c>: prints the layers of a network.</summary>
internal static class ModelCommand
{
    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command("model", "Prints a network's layers, shapes, parameters and multiply-adds."))
        {
            Examples = [new("the network of quick mode, for FER+", "emotionnet model --model-type attention_emotion_net_small --classes 8")],
        };
        flags.AddSettings([OptionCatalog.Find("model-type")!]);
        var classes = flags.AddNumber("--classes", OptionGroup.Model, 2, 256, "number of classes: 7 in FER2013, 8 in FER+", "7");
        flags.Command.SetAction(parsed => Run(
            SettingsSource.Resolve(flags, parsed).Options.ModelType, parsed.GetValue(classes)?.Value ?? EmotionClasses.Fer2013.Count));
        return flags;
    }

    private static int Run(string modelType, int classCount)
    {
        var summary = ModelSummary.Describe(modelType, classCount);
        Screen.Show(new TextTable(
            ["layer", "type", "output", "parameters", "multiply-adds"],
            [.. summary.Layers
                .Select(layer => (IReadOnlyList<string>)[layer.Name, layer.Kind, layer.OutputShape, Count(layer.Parameters), Count(layer.MultiplyAdds)])]));
        Screen.Line($"{modelType} with {classCount} classes: {Count(summary.ParameterCount)} parameters, "
            + $"{Count(summary.MultiplyAddCount)} multiply-adds per face of {FaceSet.ImageSize}×{FaceSet.ImageSize} pixels.");
        return ExitCodes.Done;
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
