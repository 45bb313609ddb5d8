using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Models;
using EmotionNet.Optimization;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Explanation;

/// <summary>
/// A checkpoint whose weights are set by hand so that it looks at one corner. Channel 0 is the brightness: the stem takes every other pixel, the shortcuts average. Channel
/// 1 is 1 everywhere. Convolutions are the same at each place and see a border only by its padding, which is zero: the last block subtracts channel 1 of the neighbours
/// towards the corner, and the rectifier leaves of the 3×3 places the one that has no such neighbours. The first class is as probable as that place is bright.
/// </summary>
internal static class CornerNetwork
{
    /// <summary>Pixels of a side of the corner: one of 3×3 places.</summary>
    public const int CornerSide = FaceSet.ImageSize / 3;

    private const float Suppression = 100;

    public static string Write(string path, bool isRight, bool isBottom)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var network = ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = EmotionClasses.Fer2013.Count });
        using var weights = new FlatParameters(network);
        var views = weights.NamedViews.ToDictionary(entry => entry.Name, entry => entry.View);
        foreach (var (name, view) in views)
        {
            // Normalizations that change nothing; all else is zero, and so is every gate's input: the gates are one half.
            var isOne = name.EndsWith("running_var", StringComparison.Ordinal) || (name.Contains("normalization", StringComparison.Ordinal) && IsWeight(name));
            view.fill_(isOne ? 1 : 0);
        }

        views["stem.convolution.weight"][0, 0, 2, 2] = tensor(1f);
        views["stem.normalization.bias"][1] = tensor(1f);
        foreach (var block in (int[])[1, 2, 3])
        {
            views[$"blocks.{block}.projection.convolution.weight"][0, 0, 0, 0] = tensor(1f);
            views[$"blocks.{block}.projection.convolution.weight"][1, 1, 0, 0] = tensor(1f);
        }

        views["blocks.3.convolution1.weight"][1, 1, 1, 1] = tensor(1f);
        views["blocks.3.convolution2.weight"][0, 1, isBottom ? 2 : 0, 1] = tensor(-2 * Suppression);
        views["blocks.3.convolution2.weight"][0, 1, 1, isRight ? 2 : 0] = tensor(-2 * Suppression);
        views["classifier.weight"][0, 0] = tensor(20f);
        Checkpoint.SaveWeights(
            path, weights, new TrainingProgress { Epoch = 1 }, new TrainingOptions { ModelType = "attention_emotion_net_small" }, EmotionClasses.Fer2013);
        return path;
    }

    /// <summary>A face of noise, with one corner that is brighter.</summary>
    public static byte[] Face(bool isRight, bool isBottom, int seed = 1)
    {
        var random = new Random(seed);
        var pixels = new byte[FaceSet.PixelCount];
        for (var pixel = 0; pixel < pixels.Length; pixel++)
        {
            pixels[pixel] = (byte)(random.Next(60, 140) + (IsInCorner(pixel, isRight, isBottom) ? 100 : 0));
        }

        return pixels;
    }

    public static bool IsInCorner(int pixel, bool isRight, bool isBottom) =>
        IsNear(pixel % FaceSet.ImageSize, isRight) && IsNear(pixel / FaceSet.ImageSize, isBottom);

    public static bool IsNear(double place, bool isFarEnd) => isFarEnd ? place >= FaceSet.ImageSize - CornerSide : place < CornerSide;

    private static bool IsWeight(string name) => name.EndsWith(".weight", StringComparison.Ordinal);
}
