using EmotionNet.Inference;
using Google.Protobuf;
using Onnx;

namespace EmotionNet.Tests.Inference;

/// <summary>The bundled FER2013 network with calibration scores that a test chooses.</summary>
internal static class CalibratedModel
{
    /// <summary>A network whose sets have every class of at least a probability, which differs for faces that are classified once and for those that are averaged.</summary>
    /// <param name="single">The probability for faces that are classified once.</param>
    /// <param name="mirrored">The one for faces that are averaged with their mirror images.</param>
    public static byte[] Of(double single, double mirrored) => Of(new ConformalCalibration
    {
        Temperature = 1,
        Faces = 1000,
        Single = [.. Enumerable.Repeat(1 - single, 100)],
        Mirrored = [.. Enumerable.Repeat(1 - mirrored, 100)],
    }.ToJson());

    /// <summary>A network whose file has a text for calibration scores.</summary>
    public static byte[] Of(string? conformal)
    {
        var model = ModelProto.Parser.ParseFrom(BundledModels.Read("fer2013"));
        var others = model.MetadataProps.Where(entry => entry.Key != OnnxMetadata.Conformal).ToList();
        model.MetadataProps.Clear();
        model.MetadataProps.Add(others);
        if (conformal is not null)
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = OnnxMetadata.Conformal, Value = conformal });
        }

        return model.ToByteArray();
    }

    /// <summary>A network without calibration scores.</summary>
    public static byte[] WithoutScores() => Of(conformal: null);
}
