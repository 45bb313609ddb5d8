using System.Text.Json;

namespace EmotionNet.Cli.Predict;

/// <summary>One JSON object an image and line.</summary>
/// <param name="output">Where to.</param>
/// <param name="top">How many classes each face has; null stands for all.</param>
internal sealed class JsonLinesWriter(Stream output, int? top) : IPredictionWriter
{
    /// <inheritdoc/>
    public void Write(ImagePrediction image)
    {
        using (var json = new Utf8JsonWriter(output, PredictionJson.Options))
        {
            PredictionJson.Write(json, image, top);
        }

        output.WriteByte((byte)'\n');
    }

    /// <inheritdoc/>
    public void Flush() => output.Flush();
}
