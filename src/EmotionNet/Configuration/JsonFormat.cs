using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmotionNet.Configuration;

/// <summary>How the project writes JSON: camelCase names, enums as words, indented.</summary>
internal static class JsonFormat
{
    /// <summary>For files that a person may open.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>For the metadata of a checkpoint.</summary>
    public static JsonSerializerOptions Compact { get; } = Create(indented: false);

    private static JsonSerializerOptions Create(bool indented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
