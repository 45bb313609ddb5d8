using System.Globalization;
using EmotionNet.Data.Duplicates;

namespace EmotionNet.Audits;

/// <summary>Two faces that are one image.</summary>
/// <param name="First">The earlier one.</param>
/// <param name="Second">The later one.</param>
/// <param name="Kind">How they are alike.</param>
/// <param name="Correlation">Of their pixels where they lie over each other; NaN where they were not laid.</param>
/// <param name="Alignment">How they lie over each other.</param>
internal readonly record struct FoundDuplicate(int First, int Second, DuplicateKind Kind, double Correlation, Alignment Alignment)
{
    /// <summary>How they are alike, for a person.</summary>
    public string Describe()
    {
        var alignment = Alignment;
        List<string> parts =
            [double.IsNaN(Correlation) ? "nearly equal" : string.Create(CultureInfo.InvariantCulture, $"correlation {Correlation:0.00}")];
        if (Kind == DuplicateKind.Equal)
        {
            return "equal in every pixel";
        }

        if (alignment.IsMirrored)
        {
            parts.Add("mirrored");
        }

        if (Math.Abs(alignment.Scale - 1) > 0.01)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"scale {alignment.Scale:0.00}"));
        }

        if (alignment.ShiftX != 0 || alignment.ShiftY != 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"shift {alignment.ShiftX:0}, {alignment.ShiftY:0}"));
        }

        return string.Join(", ", parts);
    }
}

/// <summary>How two faces are alike.</summary>
internal enum DuplicateKind
{
    /// <summary>In every pixel.</summary>
    Equal,

    /// <summary>Nearly in every pixel, as they are or mirrored.</summary>
    Near,

    /// <summary>Where one is shifted or rescaled, and maybe mirrored.</summary>
    Aligned,
}
