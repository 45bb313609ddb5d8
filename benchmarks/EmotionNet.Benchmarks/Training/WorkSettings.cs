using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Optimization;

namespace EmotionNet.Benchmarks.Training;

/// <summary>What every row does the same.</summary>
/// <param name="ModelType">A name of the model registry.</param>
/// <param name="BatchSize">Faces in a step.</param>
/// <param name="Device">As <c>--device</c>.</param>
/// <param name="Threads">Of libtorch; 0 leaves the choice to it.</param>
internal sealed record WorkSettings(string ModelType, int BatchSize, string Device, int Threads)
{
    /// <summary>Before the classifier, in every row.</summary>
    public const double DropoutRate = 0.4;

    /// <summary>Of AdamW, in every row.</summary>
    public const double LearningRate = 0.001;

    /// <summary>Classes of the classifier.</summary>
    public const int ClassCount = 7;

    /// <summary>Faces that the batches are drawn from.</summary>
    public int FaceCount => FacesFor(BatchSize);

    /// <summary>What the trainer's own step is set to: whole faces and AdamW, as the rows that it is compared with.</summary>
    public TrainingOptions Options => new()
    {
        ModelType = ModelType,
        BatchSize = BatchSize,
        CropSize = FaceSet.ImageSize,
        DropoutRate = DropoutRate,
        Optimizer = OptimizerKind.AdamW,
        LearningRate = LearningRate,
        MaxLearningRate = LearningRate,
    };

    /// <summary>The step of <c>--mode default --stochastic-depth</c>, in batches of this size.</summary>
    public TrainingOptions Preset => new() { ModelType = ModelType, BatchSize = BatchSize, StochasticDepth = true };

    /// <summary>The faces for batches of a size: no batch is most of them.</summary>
    public static int FacesFor(int batchSize) => Math.Max(2048, 4 * batchSize);
}
