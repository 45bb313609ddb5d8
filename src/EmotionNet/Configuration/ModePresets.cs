using EmotionNet.Optimization;

namespace EmotionNet.Configuration;

/// <summary>The options that each mode and optimizer starts from.</summary>
public static class ModePresets
{
    /// <summary>The preset of a mode.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="optimizer">The optimizer in force, if it was set: where the preset has another, learning rates and weight decay fit this one.</param>
    public static TrainingOptions For(TrainingMode mode, OptimizerKind? optimizer = null)
    {
        TrainingOptions preset = Of(mode), withMuon = Of(TrainingMode.Default);
        return optimizer is null || optimizer == preset.Optimizer ? preset : optimizer switch
        {
            OptimizerKind.AdamW => preset with { LearningRate = 0.0006, MaxLearningRate = 0.003 },
            OptimizerKind.Sgd or OptimizerKind.Sam => preset with { LearningRate = 0.02, MaxLearningRate = 0.1, WeightDecay = 0.0005 },
            _ => preset with { LearningRate = withMuon.LearningRate, MaxLearningRate = withMuon.MaxLearningRate },
        };
    }

    private static TrainingOptions Of(TrainingMode mode) => mode switch
    {
        TrainingMode.Quick => new TrainingOptions
        {
            Mode = TrainingMode.Quick,
            ModelType = "attention_emotion_net_small",
            Epochs = 8,
            BatchSize = 64,
            LearningRate = 0.0005,
            MaxLearningRate = 0.005,
            WarmUpFraction = 0.3,
            EmaDecay = 0.98,
            DropoutRate = 0.2,
            Optimizer = OptimizerKind.AdamW,
        },
        TrainingMode.FerPlus => new TrainingOptions { Mode = TrainingMode.FerPlus },
        _ => new TrainingOptions(),
    };
}
