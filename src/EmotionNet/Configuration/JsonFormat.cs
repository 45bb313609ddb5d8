using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmotionNet.Configuration;

/// <summary>How the project writes JSON: camelCase names, enums as words, indented.</summary>
internal static class JsonFormat
{
    /// <summary>For files that a person may open.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    /// <summary>For the metadata of a checkpoint.</summary>
    public static JsonSerializerOptions Compact { get; } = Create(indented: false, JavaScriptEncoder.Default);

    private static JsonSerializerOptions Create(bool indented, JavaScriptEncoder encoder) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        Encoder = encoder,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
