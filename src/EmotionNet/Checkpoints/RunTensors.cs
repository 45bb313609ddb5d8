using EmotionNet.Optimization;

namespace EmotionNet.Checkpoints;

/// <summary>The tensors that a run is resumed from.</summary>
/// <param name="Weights">The weights in training.</param>
/// <param name="AveragedWeights">Their moving average; null without EMA.</param>
/// <param name="Optimizer">The optimizer's state.</param>
internal sealed record RunTensors(FlatParameters Weights, FlatParameters? AveragedWeights, Optimizer Optimizer);
