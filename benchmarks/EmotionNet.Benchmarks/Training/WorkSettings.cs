namespace EmotionNet.Benchmarks.Training;

/// <summary>What every row does the same.</summary>
/// <param name="ModelType">A name of the model registry.</param>
/// <param name="BatchSize">Faces in a step.</param>
/// <param name="Device">As <c>--device</c>.</param>
/// <param name="Threads">Of libtorch; 0 leaves the choice to it.</param>
internal sealed record WorkSettings(string ModelType, int BatchSize, string Device, int Threads)
{
    /// <summary>Classes of the classifier.</summary>
    public const int ClassCount = 7;

    /// <summary>Faces that the batches are drawn from.</summary>
    public const int FaceCount = 2048;
}
