using System.Globalization;
using System.Text;
using EmotionNet.Data;
using EmotionNet.Files;

namespace EmotionNet.Audits;

/// <summary>
/// The training faces that are better left out as a CSV file, which <c>exclude</c> takes: reason by reason, and of the likely wrong labels the most certain
/// first, so that whoever trusts only these cuts the end off. Rows may be removed from it.
/// </summary>
internal static class AuditTable
{
    /// <summary>The whole file in UTF-8.</summary>
    public static byte[] Of(AuditResult result)
    {
        var digests = ExclusionList.PixelDigests(result.Faces.All);
        var likely = result.Errors?.Faces.ToDictionary(error => error.Face) ?? [];
        var text = new StringBuilder(
            $"{ExclusionList.SplitColumn},{ExclusionList.IndexColumn},{ExclusionList.PixelsColumn},reason,label,likely_label,margin\n");
        var exclusions = result.Exclusions().OrderBy(entry => entry.Reason)
            .ThenByDescending(entry => entry.Reason == AuditReason.Label ? likely[entry.Face].Margin : 0).ThenBy(entry => entry.Face);
        foreach (var (face, reason) in exclusions)
        {
            var (split, index) = result.Faces.PlaceOf(face);
            text.Append(CultureInfo.InvariantCulture, $"{Word(split)},{index},{digests[face]},{Word(reason)},{CsvText.Quote(result.Faces.LabelOf(face))},");
            text.Append(likely.TryGetValue(face, out var error)
                ? string.Create(CultureInfo.InvariantCulture, $"{CsvText.Quote(result.Faces.All.ClassNames[error.Likely])},{error.Margin:0.000}\n")
                : ",\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
