using System.Globalization;
using EmotionNet.Inference;

namespace EmotionNet.Cli.Predict;

/// <summary>A table, one line a face, printed as it comes: the widths of the columns are known before.</summary>
internal sealed class TableWriter : IPredictionWriter
{
    private const int MaximumPathWidth = 60;
    private readonly TextWriter _output;
    private readonly int? _top;
    private readonly bool _showsSets;
    private readonly int _pathWidth;
    private bool _hasHeadings;

    /// <summary>Prepares the table; its headings come with the first line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="paths">The images.</param>
    /// <param name="top">How many classes are shown for each face; null stands for one.</param>
    /// <param name="showsSets">Whether the set of a face is shown.</param>
    public TableWriter(TextWriter output, IReadOnlyList<string> paths, int? top, bool showsSets = false)
    {
        (_output, _top, _showsSets) = (output, top, showsSets);
        _pathWidth = Math.Min(MaximumPathWidth, paths.Select(path => path.Length).Append("image".Length).Max());
    }

    /// <inheritdoc/>
    public void Write(ImagePrediction image)
    {
        if (!_hasHeadings)
        {
            WriteLine("image", "face", "box", "score", "emotion");
            _hasHeadings = true;
        }

        if (image.Faces.Count == 0)
        {
            WriteLine(image.Source, "", "", "", "no face found");
        }

        for (var index = 0; index < image.Faces.Count; index++)
        {
            var face = image.Faces[index];
            var score = face.DetectionScore?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
            WriteLine(image.Source, (index + 1).ToString(CultureInfo.InvariantCulture), face.Box.ToString(), score, Emotions(face));
        }
    }

    /// <inheritdoc/>
    public void Flush() => _output.Flush();

    private string Emotions(FacePrediction face) => _showsSets && face.ClassSet is { } set ? Classes(face, set.Count)
        : !face.Abstains ? Classes(face, _top ?? 1)
        : _top is { } top ? $"abstains: {Classes(face, top)}"
        : "abstains";

    private static string Classes(FacePrediction face, int count) => string.Join(", ", PredictionJson.TopClasses(face, count).Select(
        column => string.Create(CultureInfo.InvariantCulture, $"{face.ClassNames[column]} {face.Probabilities[column] * 100:0.0} %")));

    private void WriteLine(string path, string face, string box, string score, string emotion) =>
        _output.WriteLine($"{TerminalText.Clean(path).PadRight(_pathWidth)}  {face,4}  {box,-19}  {score,5}  {TerminalText.Clean(emotion)}".TrimEnd());
}
