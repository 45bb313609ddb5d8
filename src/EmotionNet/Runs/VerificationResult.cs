using EmotionNet.Checkpoints;
using EmotionNet.Runtime;

namespace EmotionNet.Runs;

/// <summary>The first steps of a run as they were recorded and as they are here.</summary>
/// <param name="Recorded">Those of the run.</param>
/// <param name="Here">Those of this process; at least as many losses.</param>
public sealed record VerificationResult(RunBeginning Recorded, RunBeginning Here)
{
    /// <summary>Whether every loss, and the weights after the last where they were recorded, are the same to the last bit.</summary>
    public bool IsSame => FirstDifference is null && HasSameWeights != false;

    /// <summary>Whether the weights after the last step are the same to the last bit; null where the recorded beginning was interrupted.</summary>
    public bool? HasSameWeights => Recorded.WeightsDigest is null ? null : Recorded.WeightsDigest == Here.WeightsDigest;

    /// <summary>The first loss that is not the recorded one, as it is here; null where there is none.</summary>
    public LossReading? FirstDifference => Recorded.Losses.Zip(Here.Losses)
        .Where(pair => pair.First != pair.Second)
        .Select(pair => (LossReading?)pair.Second)
        .FirstOrDefault();

    /// <summary>The largest difference of a loss, relative to the recorded one.</summary>
    public double LargestRelativeDifference => Recorded.Losses.Zip(Here.Losses)
        .Max(pair => Math.Abs(pair.Second.Loss - pair.First.Loss) / Math.Abs(pair.First.Loss));

    /// <summary>The recorded facts that are others here: data, program, processor, threads, precision and the like.</summary>
    public IReadOnlyList<DifferingFact> DifferingFacts =>
    [
        .. Facts(Recorded).Zip(Facts(Here), (recorded, here) => new DifferingFact(recorded.Name, recorded.Value, here.Value))
            .Where(fact => fact.Recorded != fact.Here),
    ];

    private static IEnumerable<(string Name, string Value)> Facts(RunBeginning beginning)
    {
        yield return ("training data", $"SHA-256 {beginning.TrainingDigest[..12]}…");
        yield return ("validation data", $"SHA-256 {beginning.ValidationDigest[..12]}…");
        foreach (var property in typeof(RunEnvironment).GetProperties())
        {
            yield return (property.Name, $"{property.GetValue(beginning.Environment)}");
        }
    }
}
