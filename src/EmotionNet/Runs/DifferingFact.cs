namespace EmotionNet.Runs;

/// <summary>A recorded fact that is another here.</summary>
/// <param name="Name">Its name, as in <c>summary.json</c>.</param>
/// <param name="Recorded">What was recorded.</param>
/// <param name="Here">What it is here.</param>
public sealed record DifferingFact(string Name, string Recorded, string Here);
