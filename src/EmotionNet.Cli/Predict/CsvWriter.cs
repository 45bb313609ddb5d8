using System.Globalization;
using System.Text;
using EmotionNet.Files;
using EmotionNet.Inference;

namespace EmotionNet.Cli.Predict;

/// <summary>One row a face, and one of face 0 for an image without any, so that each image that was read has a row.</summary>
/// <param name="output">Where to.</param>
/// <param name="classNames">The columns of the probabilities.</param>
/// <param name="hasSets">Whether there are columns for the coverage and the set of classes; the emotion is then empty where the set has more than one.</param>
internal sealed class CsvWriter(Stream output, IReadOnlyList<string> classNames, bool hasSets) : IPredictionWriter
{
    /// <summary>The first line.</summary>
    public static string Header(IReadOnlyList<string> classNames, bool hasSets) =>
        $"image,face,x,y,width,height,score,emotion,confidence,{(hasSets ? "coverage,set," : "")}{string.Join(',', classNames.Select(CsvText.Quote))}\n";

    /// <summary>Writes the first line, to a file that is empty.</summary>
    public void WriteHeader() => Write(Header(classNames, hasSets));

    /// <inheritdoc/>
    public void Write(ImagePrediction image)
    {
        var rows = new StringBuilder();
        if (image.Faces.Count == 0)
        {
            rows.Append(CultureInfo.InvariantCulture, $"{CsvText.Quote(image.Source)},0,,,,,,,{new string(',', classNames.Count + (hasSets ? 2 : 0))}\n");
        }

        for (var index = 0; index < image.Faces.Count; index++)
        {
            AppendFace(rows, image.Source, index + 1, image.Faces[index]);
        }

        Write(rows.ToString());
    }

    /// <inheritdoc/>
    public void Flush() => output.Flush();

    private static void AppendFace(StringBuilder rows, string source, int number, FacePrediction face)
    {
        var box = face.Box;
        rows.Append(CultureInfo.InvariantCulture, $"{CsvText.Quote(source)},{number},{box.X:0.0},{box.Y:0.0},{box.Width:0.0},{box.Height:0.0},");
        rows.Append(CultureInfo.InvariantCulture, $"{face.DetectionScore:0.00000},");
        rows.Append(face.Abstains ? "," : string.Create(CultureInfo.InvariantCulture, $"{CsvText.Quote(face.Emotion)},{face.Confidence:0.00000}"));
        if (face.ClassSet is { } set)
        {
            rows.Append(CultureInfo.InvariantCulture, $",{face.Coverage},{CsvText.Quote(string.Join('|', set))}");
        }

        foreach (var probability in face.Probabilities)
        {
            rows.Append(CultureInfo.InvariantCulture, $",{probability:0.00000}");
        }

        rows.Append('\n');
    }

    private void Write(string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
