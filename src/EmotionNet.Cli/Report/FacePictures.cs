using System.Globalization;
using EmotionNet.Cli.Display;
using EmotionNet.Data;
using EmotionNet.Evaluation;

namespace EmotionNet.Cli.Report;

/// <summary>Lists of faces: with their pictures, or as tables where the page holds none.</summary>
/// <param name="data">The faces; null where there are none or they may not be shown.</param>
internal sealed class FacePictures(EmotionDataset? data)
{
    private readonly Dictionary<DataSplit, byte[]> _pixels = [];

    /// <summary>Whether the page holds pictures.</summary>
    public bool AreShown => data is not null;

    /// <summary>Faces with what the network predicts.</summary>
    /// <param name="split">The split that was scored.</param>
    /// <param name="predictions">Its predictions.</param>
    /// <param name="faces">Places in the split.</param>
    public Html Predicted(DataSplit split, FacePredictions predictions, IEnumerable<int> faces)
    {
        var names = predictions.ClassNames;
        return AreShown
            ? Gallery(faces.Select(face => (split, face, PredictedWords(predictions, face))))
            : HtmlTables.Of(new TextTable(
                ["face", "label", "predicted", "probability", "of the label"],
                [.. faces.Select(face => (IReadOnlyList<string>)[
                    face.ToString(CultureInfo.InvariantCulture), // a place, which one searches for
                    names[predictions.LabelOf(face)],
                    names[predictions.PredictedOf(face)],
                    Tables.Percent(predictions.ConfidenceOf(face)),
                    Tables.Percent(predictions.TrueProbabilityOf(face))])]));
    }

    /// <summary>Pictures with words below them.</summary>
    public Html Gallery(IEnumerable<(DataSplit Split, int Face, Html Words)> faces) => Html.Of(
        $"<ul class=\"faces\">{faces.Select(entry => Html.Of($"<li>{Picture(entry.Split, entry.Face)}{entry.Words}</li>\n"))}</ul>");

    private static Html PredictedWords(FacePredictions predictions, int face)
    {
        var (label, predicted) = (predictions.ClassNames[predictions.LabelOf(face)], predictions.ClassNames[predictions.PredictedOf(face)]);
        return predictions.IsRight(face)
            ? Html.Of($"<b>{label}</b>{Tables.Percent(predictions.ConfidenceOf(face))} <small>#{face}</small>")
            : Html.Of(
                $"<b>{label}</b><span class=\"bad\">predicted {predicted} {Tables.Percent(predictions.ConfidenceOf(face))}</span> <small>#{face}</small>");
    }

    private Html Picture(DataSplit split, int face)
    {
        if (data is null)
        {
            return Html.Empty;
        }

        if (!_pixels.TryGetValue(split, out var pixels))
        {
            _pixels[split] = pixels = data[split]!.PixelArray();
        }

        return Html.Of($"<img src=\"{FaceUri.Of(pixels, face)}\" width=\"96\" height=\"96\" alt=\"face {face} of {Tables.Name(split)}\">");
    }
}
