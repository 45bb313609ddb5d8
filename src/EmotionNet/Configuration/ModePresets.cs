using EmotionNet.Data;

namespace EmotionNet.Configuration;

/// <summary>The settings that each mode starts from.</summary>
public static class ModePresets
{
    /// <summary>The preset of a mode.</summary>
    public static TrainingOptions For(TrainingMode mode) => mode switch
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
            CropSize = FaceSet.ImageSize,
        },
        TrainingMode.FerPlus => new TrainingOptions { Mode = TrainingMode.FerPlus },
        _ => new TrainingOptions(),
    };
}
