using System.Globalization;
using System.Text.Json;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Explanation;

namespace EmotionNet.Cli.Explain;

/// <summary>A face and the maps of a class.</summary>
/// <param name="Face">The face.</param>
/// <param name="ClassIndex">The class that the maps are of.</param>
/// <param name="GradCam">By gradients, or null.</param>
/// <param name="Occlusion">By occlusion, or null.</param>
/// <param name="File">The drawing.</param>
internal sealed record ExplainedFace(FaceToExplain Face, int ClassIndex, HeatMap? GradCam, HeatMap? Occlusion, string File)
{
    private static readonly JsonSerializerOptions OneLine = new(JsonFormat.Indented) { WriteIndented = false };

    /// <summary>The class that the maps are of.</summary>
    public string ClassName => Face.Prediction.ClassNames[ClassIndex];

    /// <summary>Its probability.</summary>
    public float Probability => Face.Prediction.Probabilities[ClassIndex];

    /// <summary>For a script: a line.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Image = Face.Source,
            Face = Face.Number,
            Face.Label,
            Predicted = Face.Prediction.Emotion,
            Probabilities = Face.Prediction.ClassNames.Zip(Face.Prediction.Probabilities).ToDictionary(entry => entry.First, entry => Round(entry.Second, 5)),
            Class = ClassName,
            Probability = Round(Probability, 5),
            File,
            GradCam = GradCam is null ? null : new { Peak = Place(GradCam.Peak) },
            Occlusion = Occlusion is null ? null : new
            {
                Peak = Place(Occlusion.Peak),
                Fall = Round(Occlusion.Maximum, 5),
                Rise = Round(-Occlusion.Minimum, 5),
            },
        },
        OneLine);

    /// <summary>For a person: a row of a table, under <see cref="Headings"/>.</summary>
    public IReadOnlyList<string> ToRow() =>
    [
        TerminalText.Clean(Face.Source),
        Face.Number.ToString(CultureInfo.InvariantCulture), // of a split as file names and compare have it
        TerminalText.Clean(Face.Label is { } label ? $"{Percent(Face.Prediction.Emotion, Face.Prediction.Confidence)}, labelled {label}"
            : Percent(Face.Prediction.Emotion, Face.Prediction.Confidence)),
        TerminalText.Clean(Percent(ClassName, Probability)),
        GradCam is null ? "-" : Words(GradCam.Peak),
        Occlusion is null ? "-" : Words(Occlusion.Peak),
        Occlusion is null ? "-" : Tables.Points(Occlusion.Maximum),
        TerminalText.Clean(File),
    ];

    /// <summary>The headings of the table.</summary>
    public static IReadOnlyList<string> Headings => ["image", "face", "predicted", "explained", "Grad-CAM peak", "occlusion peak", "fall there", "drawing"];

    /// <summary>A class with its probability.</summary>
    public static string Percent(string name, float probability) => string.Create(CultureInfo.InvariantCulture, $"{name} {probability * 100:0.0} %");

    private static object? Place(HeatPeak? peak) => peak is { } place ? new { X = Round(place.X, 1), Y = Round(place.Y, 1) } : null;

    private static string Words(HeatPeak? peak) => peak is { } place ? string.Create(CultureInfo.InvariantCulture, $"{place.X:0.0},{place.Y:0.0}") : "none";

    // A decimal keeps the digits that it was rounded to.
    private static decimal Round(double value, int digits) => Math.Round((decimal)value, digits);
}
