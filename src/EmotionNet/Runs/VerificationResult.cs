using EmotionNet.Checkpoints;
using EmotionNet.Runtime;

namespace EmotionNet.Runs;

/// <summary>The first steps of a run as they were recorded and as they are here.</summary>
/// <param name="Recorded">Those of the run.</param>
/// <param name="Here">Those of this process.</param>
/// <param name="DifferingFacts">The recorded facts that are others here: data, teachers, program, processor, threads, precision and the like.</param>
public sealed record VerificationResult(RunBeginning Recorded, RunBeginning Here, IReadOnlyList<DifferingFact> DifferingFacts)
{
    /// <summary>
    /// Whether the weights after the last step are the same to the last bit, or the losses where no weights were recorded. Losses may then still
    /// differ in their last bits: several ranks add up theirs in another order.
    /// </summary>
    public bool IsSame => Here.Losses.Count >= Recorded.Losses.Count && (HasSameWeights ?? FirstDifference is null);

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

    /// <summary>Compares the first steps of two runs.</summary>
    internal static VerificationResult Of(TrainingProgress recorded, TrainingProgress here) => new(
        recorded.Beginning!,
        here.Beginning!,
        [
            .. Facts(recorded).Zip(Facts(here), (one, other) => new DifferingFact(one.Name, one.Value, other.Value))
                .Where(fact => fact.Recorded != fact.Here),
        ]);

    private static IEnumerable<(string Name, string Value)> Facts(TrainingProgress progress)
    {
        yield return ("training data", Short(progress.Beginning!.TrainingDigest));
        yield return ("validation data", Short(progress.Beginning.ValidationDigest));
        yield return ("teachers", string.Join(", ", progress.Teachers.Select(Short)));
        yield return ("initial weights", progress.Initialization is { Sha256: var digest } ? Short(digest) : "");
        foreach (var property in typeof(RunEnvironment).GetProperties())
        {
            yield return (property.Name, $"{property.GetValue(progress.Beginning.Environment)}");
        }
    }

    private static string Short(string digest) => $"SHA-256 {digest[..12]}…";
}
