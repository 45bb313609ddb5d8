using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using static TorchSharp.torch;

namespace EmotionNet.Export;

/// <summary>Scores an ONNX model by the same rules as a checkpoint.</summary>
internal static class OnnxEvaluation
{
    /// <summary>Scores a model on a split.</summary>
    /// <param name="network">The model.</param>
    /// <param name="data">Images; classes are mapped by name.</param>
    /// <param name="split">A split that is there.</param>
    /// <param name="tta">The test-time augmentation.</param>
    /// <exception cref="UserInputException">The classes do not fit, or the model cannot be run.</exception>
    public static CheckpointScores Evaluate(OnnxNetwork network, EmotionDataset data, DataSplit split, TtaMode tta)
    {
        network.Mapping = ClassMapping.Of(network.Classes, CheckpointEvaluation.FacesOf(data, split).ClassNames, network.Path);
        return CheckpointEvaluation.Score(network, data, split, new TestTimeAugmentation(tta, FaceSet.ImageSize), CPU);
    }
}
