using System.Text.Encodings.Web;
using System.Text.Json;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;

namespace EmotionNet.Cli.Predict;

/// <summary>Predictions as JSON: one object an image.</summary>
internal static class PredictionJson
{
    /// <summary>How every object begins.</summary>
    public static ReadOnlySpan<byte> Beginning => "{\"image\":"u8;

    /// <summary>Without line breaks; letters stay letters.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the object of an image.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="image">The image.</param>
    /// <param name="top">How many classes each face has, the most probable first; null stands for all, in the order of the model.</param>
    public static void Write(Utf8JsonWriter json, ImagePrediction image, int? top)
    {
        json.WriteStartObject();
        json.WriteString("image", image.Source);
        json.WriteNumber("width", image.Width);
        json.WriteNumber("height", image.Height);
        json.WriteStartArray("faces");
        foreach (var face in image.Faces)
        {
            WriteFace(json, face, top);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The indices of the most probable classes, the most probable first.</summary>
    public static IEnumerable<int> TopClasses(FacePrediction face, int count) =>
        Enumerable.Range(0, face.Probabilities.Count).OrderByDescending(column => face.Probabilities[column]).Take(count);

    private static void WriteFace(Utf8JsonWriter json, FacePrediction face, int? top)
    {
        json.WriteStartObject();
        json.WriteStartObject("box");
        json.WriteNumber("x", Short(face.Box.X));
        json.WriteNumber("y", Short(face.Box.Y));
        json.WriteNumber("width", Short(face.Box.Width));
        json.WriteNumber("height", Short(face.Box.Height));
        json.WriteEndObject();
        if (face is { DetectionScore: { } score, KeyPoints: { } points })
        {
            json.WriteNumber("score", Probability(score));
            json.WriteStartObject("keyPoints");
            WritePoint("rightEye", points.RightEye);
            WritePoint("leftEye", points.LeftEye);
            WritePoint("noseTip", points.NoseTip);
            WritePoint("mouth", points.Mouth);
            WritePoint("rightEar", points.RightEar);
            WritePoint("leftEar", points.LeftEar);
            json.WriteEndObject();
        }

        WriteAnswer(json, face);
        json.WriteStartObject("probabilities");
        foreach (var column in top is { } count ? TopClasses(face, count) : Enumerable.Range(0, face.ClassNames.Count))
        {
            json.WriteNumber(face.ClassNames[column], Probability(face.Probabilities[column]));
        }

        json.WriteEndObject();
        json.WriteEndObject();

        void WritePoint(string name, FacePoint point)
        {
            json.WriteStartArray(name);
            json.WriteNumberValue(Short(point.X));
            json.WriteNumberValue(Short(point.Y));
            json.WriteEndArray();
        }
    }

    // Null where the model abstains: a program that does not know of sets must not take the most probable class for an answer.
    private static void WriteAnswer(Utf8JsonWriter json, FacePrediction face)
    {
        if (face.Abstains)
        {
            json.WriteNull("emotion");
            json.WriteNull("confidence");
        }
        else
        {
            json.WriteString("emotion", face.Emotion);
            json.WriteNumber("confidence", Probability(face.Confidence));
        }

        if (face is { Coverage: { } coverage, ClassSet: { } set })
        {
            json.WriteNumber("coverage", coverage);
            json.WriteBoolean("abstains", face.Abstains);
            json.WriteStartArray("set");
            foreach (var name in set)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }
    }

    // A decimal keeps the digits that it was rounded to.
    private static decimal Short(float pixels) => Math.Round((decimal)pixels, 1);

    private static decimal Probability(float value) => Math.Round((decimal)value, 5);
}
