using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Evaluation;
using EmotionNet.Models;
using EmotionNet.Runtime;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Audits;

/// <summary>What a trained network makes of faces: probabilities, and the features that its classifier is given.</summary>
internal sealed class NetworkView : IDisposable
{
    private const int FacesAtOnce = 256;

    private readonly Module<Tensor, Tensor> _network;
    private readonly Device _device;
    private readonly TestTimeAugmentation _whole;

    /// <summary>Loads a network.</summary>
    /// <param name="file">Its weights.</param>
    /// <param name="faces">Faces of its classes.</param>
    /// <param name="device">As for <c>device</c>.</param>
    /// <param name="precision">Of the activations.</param>
    /// <exception cref="UserInputException">The file is missing, damaged, or of other classes.</exception>
    public NetworkView(string file, FaceSet faces, string device, PrecisionChoice precision)
    {
        Description = Checkpoint.Describe(file);
        CheckpointEvaluation.RequireClasses(Description, faces, file);
        _device = ComputeDevice.Resolve(device);
        _network = Checkpoint.LoadNetwork(file, _device, ComputePrecision.Resolve(precision, _device));
        _whole = new TestTimeAugmentation(TtaMode.None, Description.Options.CropSize);
    }

    /// <summary>What its file says.</summary>
    public CheckpointDescription Description { get; }

    /// <summary>A row of C numbers for each face.</summary>
    public float[] Probabilities(FaceSet faces) => Probabilities(_network, faces, _whole, _device);

    /// <summary>A row for each face, <c>float32 [N, F]</c>; the mean of those of the face and of its mirror image, which are alike for both.</summary>
    public Tensor Features(FaceSet faces)
    {
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        var network = (AttentionEmotionNet)_network;
        var parts = new List<Tensor>();
        foreach (var part in faces.Images.split(FacesAtOnce))
        {
            using var inner = NewDisposeScope();
            var view = _whole.Of(FaceTensors.Normalize(part.to(_device))).Single();
            parts.Add((network.Pool(view).add(network.Pool(view.flip(3)), Kept(1)) / Kept(2)).to(float32).cpu().MoveToOuterDisposeScope());
        }

        return cat(parts).MoveToOuterDisposeScope();
    }

    /// <summary>A row of C numbers for each face, of any network.</summary>
    public static float[] Probabilities(Module<Tensor, Tensor> network, FaceSet faces, TestTimeAugmentation view, Device device)
    {
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        using var onDevice = faces.CopyTo(device);
        return Evaluator.LogProbabilities(network, onDevice, view, SingleProcess.Instance).exp().to(float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
