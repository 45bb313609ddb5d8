using EmotionNet.Data;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>The order in which an epoch sees the faces.</summary>
internal static class Sampler
{
    /// <summary>Indices into <paramref name="faces"/>, <c>int64 [N]</c> on its device; each face once, or drawn by class weight.</summary>
    /// <param name="faces">The training faces.</param>
    /// <param name="weighted">Draw with replacement, each class as often as any other.</param>
    /// <param name="seed">Decides the order.</param>
    public static Tensor Draw(FaceSet faces, bool weighted, long seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var order = weighted
            ? multinomial(FaceWeights(faces), faces.Count, replacement: true, generator: generator)
            : randperm(faces.Count, int64, generator: generator);
        return order.to(faces.Images.device).MoveToOuterDisposeScope();
    }

    private static Tensor FaceWeights(FaceSet faces)
    {
        var classWeights = faces.CountByClass().Select(count => count == 0 ? 0.0 : 1.0 / count).ToArray();
        return tensor(classWeights).index_select(0, faces.Labels.cpu());
    }
}
