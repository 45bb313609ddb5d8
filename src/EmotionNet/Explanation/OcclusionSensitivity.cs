using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Explanation;

/// <summary>
/// Occlusion sensitivity (Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2014): a square of the face's mean grey is moved over it, and the
/// value of a pixel is by how much the probability of the class falls, as a mean over the squares that cover the pixel.
/// </summary>
internal static class OcclusionSensitivity
{
    /// <summary>The side of the square, in pixels.</summary>
    public const int PatchSide = 8;

    /// <summary>From one place of the square to the next, in pixels.</summary>
    public const int Step = 4;

    /// <summary>Maps a face.</summary>
    /// <param name="network">Maps <c>float32 [N, 1, S, S]</c> to logits <c>[N, C]</c>, in evaluation mode.</param>
    /// <param name="face">What it takes, <c>float32 [1, 1, S, S]</c>; at least as large as the square.</param>
    /// <param name="classIndex">The class.</param>
    /// <param name="temperature">What its logits are divided by.</param>
    /// <returns><c>float32 [S, S]</c>: falls of the probability, −1 to 1; negative where it rises.</returns>
    public static Tensor Of(Module<Tensor, Tensor> network, Tensor face, int classIndex, double temperature)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var side = (int)face.shape[2];
        var places = Places(side);
        var grey = face.mean();
        var occluded = face.repeat(places.Count, 1, 1, 1); // [places, 1, S, S]
        var covers = zeros(places.Count, side, side);
        for (var index = 0; index < places.Count; index++)
        {
            var (top, left) = places[index];
            occluded[index, 0, top..(top + PatchSide), left..(left + PatchSide)] = grey;
            covers[index, top..(top + PatchSide), left..(left + PatchSide)] = ones(1);
        }

        var falls = Probability(face) - Probability(occluded); // [places]
        var map = (falls.view(-1, 1, 1) * covers).sum([0L]) / covers.sum([0L]);
        return map.MoveToOuterDisposeScope();

        Tensor Probability(Tensor faces) => (network.call(faces) / Kept(temperature)).softmax(1)[.., classIndex];
    }

    // The last place is at the edge, wherever the steps end.
    private static List<(int Top, int Left)> Places(int side)
    {
        var last = side - PatchSide;
        int[] starts = [.. Enumerable.Range(0, ((last - 1) / Step) + 1).Select(index => index * Step), last];
        return [.. starts.SelectMany(top => starts.Select(left => (top, left)))];
    }
}
