using EmotionNet.Evaluation;

namespace EmotionNet.Checkpoints;

/// <summary>The best epoch of a run.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Source">Which weights were the better.</param>
/// <param name="Validation">Their scores.</param>
public sealed record BestEpoch(int Epoch, WeightSource Source, EvaluationResult Validation);
