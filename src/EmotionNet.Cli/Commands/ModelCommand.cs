using System.Globalization;
using EmotionNet.Cli.Display;
using EmotionNet.Data;
using EmotionNet.Models;

namespace EmotionNet.Cli.Commands;

/// <summary>Prints what a network consists of.</summary>
internal static class ModelCommand
{
    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string modelType, int classCount)
    {
        var summary = ModelSummary.Describe(modelType, classCount);
        Screen.Show(new TextTable(
            ["layer", "type", "output", "parameters", "multiply-adds"],
            [.. summary.Layers
                .Select(layer => (IReadOnlyList<string>)[layer.Name, layer.Kind, layer.OutputShape, Count(layer.Parameters), Count(layer.MultiplyAdds)])]));
        Screen.Line($"{modelType} for {classCount} classes: {Count(summary.ParameterCount)} parameters, "
            + $"{Count(summary.MultiplyAddCount)} multiply-adds for a whole face of {FaceSet.ImageSize}×{FaceSet.ImageSize}.");
        return ExitCodes.Done;
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
