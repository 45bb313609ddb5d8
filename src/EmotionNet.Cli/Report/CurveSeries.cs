namespace EmotionNet.Cli.Report;

/// <summary>A curve of a chart.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Color">The number of its colour in the style sheet.</param>
/// <param name="Values">A number for each epoch, or null.</param>
internal sealed record CurveSeries(string Name, int Color, IReadOnlyList<double?> Values);
