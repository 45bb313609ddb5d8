using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Models;
using static TorchSharp.torch;

namespace EmotionNet.Explanation;

/// <summary>Maps which places of a face speak for a class, by two methods.</summary>
/// <param name="network">The network, on the CPU and in evaluation mode; it belongs to the explainer.</param>
/// <param name="cropSize">The side of the centre crop that it is given, 48 for the whole face; pixels around it have the value 0.</param>
/// <param name="temperature">What its logits are divided by.</param>
internal sealed class FaceExplainer(AttentionEmotionNet network, int cropSize, double temperature) : IDisposable
{
    /// <summary>How many stages the network has.</summary>
    public int StageCount => network.StageCount;

    /// <summary>As <see cref="Explanation.GradCam"/>.</summary>
    /// <param name="pixels">2304 grey levels, row by row.</param>
    /// <param name="classIndex">The class.</param>
    /// <param name="stage">The stage, from 1 to <see cref="AttentionEmotionNet.StageCount"/>.</param>
    public HeatMap GradCam(byte[] pixels, int classIndex, int stage) =>
        Map(pixels, face => Explanation.GradCam.Of(network, face, classIndex, stage));

    /// <summary>As <see cref="OcclusionSensitivity"/>.</summary>
    /// <param name="pixels">2304 grey levels, row by row.</param>
    /// <param name="classIndex">The class.</param>
    public HeatMap Occlusion(byte[] pixels, int classIndex) => Map(pixels, face => OcclusionSensitivity.Of(network, face, classIndex, temperature));

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private HeatMap Map(byte[] pixels, Func<Tensor, Tensor> map)
    {
        using var scope = NewDisposeScope();
        var face = FaceTensors.Normalize(FaceSet.ImagesOf(pixels)); // [1, 1, 48, 48]
        var seen = new TestTimeAugmentation(TtaMode.None, cropSize).Of(face)[0].contiguous(); // [1, 1, S, S]
        var values = zeros(FaceSet.ImageSize, FaceSet.ImageSize);
        var start = (FaceSet.ImageSize - cropSize) / 2;
        values[start..(start + cropSize), start..(start + cropSize)] = map(seen);
        return new(values.data<float>().ToArray());
    }
}
