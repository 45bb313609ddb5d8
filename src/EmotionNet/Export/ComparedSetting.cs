using EmotionNet.Evaluation;

namespace EmotionNet.Export;

/// <summary>A setting of a comparison: one network, or several that differ in their seed.</summary>
/// <param name="Networks">The networks.</param>
/// <param name="Accuracy">Their accuracies on all faces.</param>
/// <param name="MacroF1">Their macro-F1 scores on all faces.</param>
/// <param name="ToFirst">How it differs from the first setting, which comes first; null for that one.</param>
internal sealed record ComparedSetting(IReadOnlyList<ScoredNetwork> Networks, SampleSpread Accuracy, SampleSpread MacroF1, PairedComparison? ToFirst);
