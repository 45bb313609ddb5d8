using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace EmotionNet.Data.Parquet;

/// <summary>
/// The columns of a Parquet file of faces: images as files (<c>image</c>, a structure with <c>bytes</c>, or bytes alone, as Hugging Face's datasets has them)
/// or the grey values (<c>pixels</c>, a text as in FER2013 or a list of numbers); a label; perhaps Usage.
/// </summary>
/// <param name="Images">The bytes of image files, or null.</param>
/// <param name="Pixels">The grey values, or null.</param>
/// <param name="Label">The label, or null.</param>
/// <param name="Usage">The split, or null.</param>
/// <param name="ClassNames">The names of numbered labels as the file's metadata have them; none where they have none.</param>
internal sealed record ParquetColumns(DataField? Images, DataField? Pixels, DataField? Label, DataField? Usage, IReadOnlyList<string> ClassNames)
{
    private static readonly string[] ImageNames = ["image", "img", "image_bytes", "bytes", "face"];
    private static readonly string[] LabelNames = ["emotion", "label", "labels", "class"];
    private static readonly string[] UsageNames = ["usage", "split"];

    /// <summary>True where there are faces.</summary>
    public bool HasFaces => Images is not null || Pixels is not null;

    /// <summary>Finds the columns.</summary>
    public static ParquetColumns Of(ParquetReader reader)
    {
        var fields = reader.Schema.DataFields;
        var label = Find(LabelNames);
        return new ParquetColumns(
            Array.Find(fields, field => ParquetValues.IsBytes(field) && ImageNames.Contains(NameOf(field), StringComparer.OrdinalIgnoreCase)),
            Find(["pixels"]),
            label,
            Find(UsageNames),
            label is null ? [] : NamesOf(reader.CustomMetadata, NameOf(label)));

        DataField? Find(string[] names) =>
            names.Select(name => Array.Find(fields, field => NameOf(field).Equals(name, StringComparison.OrdinalIgnoreCase)))
                .FirstOrDefault(field => field is not null);
    }

    // The column, or the structure or list that the field is a part of.
    private static string NameOf(DataField field) => field.Path.FirstPart ?? field.Name;

    // {"info": {"features": {"label": {"names": ["angry", …], "_type": "ClassLabel"}}}}
    private static IReadOnlyList<string> NamesOf(Dictionary<string, string> metadata, string column)
    {
        if (!metadata.TryGetValue("huggingface", out var json))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty("info", out var info) && info.TryGetProperty("features", out var features)
                && features.TryGetProperty(column, out var feature) && feature.TryGetProperty("names", out var names)
                ? [.. names.EnumerateArray().Select(name => name.GetString() ?? "")]
                : [];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
