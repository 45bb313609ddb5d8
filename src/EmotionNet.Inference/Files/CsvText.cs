namespace EmotionNet.Files;

/// <summary>Fields of a CSV file as RFC 4180 writes them.</summary>
internal static class CsvText
{
    /// <summary>A field: as it is, or in quotes where a comma, a quote or a line break would end it.</summary>
    public static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
