using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>
/// What the network said of each training face in earlier epochs: the teacher of self-distillation (Kim et al. 2021, arXiv:2006.12000). Each face was
/// seen under another augmentation each time, so a moving average is kept rather than the last word.
/// </summary>
public sealed class PastPredictions : IDisposable
{
    private const double Decay = 0.5;

    /// <summary>Starts without a prediction.</summary>
    /// <param name="faceCount">Training faces, N.</param>
    /// <param name="classCount">Classes, C.</param>
    /// <param name="device">Where they are kept.</param>
    public PastPredictions(int faceCount, int classCount, Device device) =>
        Probabilities = zeros(faceCount, classCount, float32, device).DetachFromDisposeScope();

    /// <summary>A distribution for each face, <c>float32 [N, C]</c>; a row of zeros for a face that was not seen yet.</summary>
    public Tensor Probabilities { get; }

    /// <summary>Those of some faces, <c>float32 [n, C]</c>.</summary>
    /// <param name="faces">Their places in the training set, <c>int64 [n]</c>.</param>
    public Tensor Of(Tensor faces) => Probabilities.index_select(0, faces);

    /// <summary>Adds a prediction of some faces to their averages.</summary>
    /// <param name="faces">Their places in the training set, <c>int64 [n]</c>.</param>
    /// <param name="logits">The network's output, <c>float32 [n, C]</c>.</param>
    public void Add(Tensor faces, Tensor logits)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var past = Of(faces);
        var weight = 1 - (past.sum(1, keepdim: true) * Decay); // [n, 1]: all of the first prediction
        Probabilities.index_copy_(0, faces, (past * Decay) + (logits.softmax(1) * weight));
    }

    /// <inheritdoc/>
    public void Dispose() => Probabilities.Dispose();
}
