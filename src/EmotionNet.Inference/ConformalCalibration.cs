using System.Text.Json;

namespace EmotionNet.Inference;

/// <summary>
/// What a model knows about its own errors: the thresholds of <see cref="ConformalPrediction"/> from faces that it was not trained on, at each coverage from 50 % to
/// 99.5 % in steps of half a percent. They hold for one way to classify, so there are two lists of them.
/// </summary>
internal sealed record ConformalCalibration
{
    /// <summary>The smallest coverage that can be asked for.</summary>
    public const double MinimumCoverage = 0.5;

    /// <summary>The largest.</summary>
    public const double MaximumCoverage = 0.995;

    private const decimal Step = 0.005m;
    private const int LevelCount = 100;

    /// <summary>The temperature that the logits were divided by.</summary>
    public required double Temperature { get; init; }

    /// <summary>The faces.</summary>
    public required int Faces { get; init; }

    /// <summary>The thresholds for faces that are classified once.</summary>
    public required IReadOnlyList<double> Single { get; init; }

    /// <summary>The thresholds for faces that are averaged with their mirror images.</summary>
    public required IReadOnlyList<double> Mirrored { get; init; }

    /// <summary>Whether a coverage can be asked for.</summary>
    public static bool IsCoverage(double coverage) => coverage is >= MinimumCoverage and <= MaximumCoverage;

    /// <summary>Finds the thresholds.</summary>
    /// <param name="temperature">What the logits were divided by.</param>
    /// <param name="single">The score of the true class for each face, classified once.</param>
    /// <param name="mirrored">The same, averaged with the mirror image.</param>
    public static ConformalCalibration Of(double temperature, IReadOnlyList<double> single, IReadOnlyList<double> mirrored) =>
        new() { Temperature = temperature, Faces = single.Count, Single = Thresholds(single), Mirrored = Thresholds(mirrored) };

    /// <summary>The threshold for a coverage; for one between two levels that of the higher, so that it is never less than asked for.</summary>
    /// <param name="coverage">From <see cref="MinimumCoverage"/> to <see cref="MaximumCoverage"/>.</param>
    /// <param name="isMirrored">Whether the face is averaged with its mirror image.</param>
    public double ThresholdAt(double coverage, bool isMirrored)
    {
        var level = (int)Math.Ceiling(((decimal)coverage - (decimal)MinimumCoverage) / Step);
        return (isMirrored ? Mirrored : Single)[level];
    }

    /// <summary>As the text of a metadata entry.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Reads the text of a metadata entry, which may be a stranger's.</summary>
    /// <returns>Null where it is not one.</returns>
    public static ConformalCalibration? TryParse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ConformalCalibration>(text, JsonSerializerOptions.Web) is { Faces: > 0, Temperature: > 0 } read
                && double.IsFinite(read.Temperature) && AreThresholds(read.Single) && AreThresholds(read.Mirrored) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Null in a stranger's file.
    private static bool AreThresholds(IReadOnlyList<double>? values) =>
        values is { Count: LevelCount } && values.All(value => value is >= 0 and <= 1) && values.Zip(values.Skip(1)).All(pair => pair.First <= pair.Second);

    // Rounded up: a shorter text, and a set that is never smaller.
    private static double[] Thresholds(IReadOnlyList<double> scores)
    {
        double[] ascending = [.. scores.Order()];
        return
        [
            .. Enumerable.Range(0, LevelCount)
                .Select(level => ConformalPrediction.Threshold(ascending, (double)((decimal)MinimumCoverage + (level * Step))))
                .Select(threshold => Math.Min(1, Math.Ceiling(threshold * 1e5) / 1e5)),
        ];
    }
}
