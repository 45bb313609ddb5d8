using System.Text;
using System.Text.Json;

namespace EmotionNet.Configuration;

/// <summary>
/// Settings as one JSON object whose keys are the long flags without dashes: <c>{ "batch-size": 64, "focal-loss": true }</c>.
/// Comments and trailing commas are allowed. A run's <c>config.json</c> is such a file.
/// </summary>
public static class ConfigurationFile
{
    /// <summary>Reads the settings that a file names; no others.</summary>
    /// <returns>Texts that their entries accept.</returns>
    /// <exception cref="UserInputException">The file is not there or no JSON, or a key or value is not known.</exception>
    public static IReadOnlyDictionary<OptionEntry, string> Read(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            var isFolder = Directory.Exists(path);
            throw new UserInputException(
                isFolder ? "--config-file names a folder" : File.Exists(path) ? "the configuration file cannot be read" : "there is no such configuration file",
                "give --config-file a JSON file",
                path,
                inner: problem);
        }

        try
        {
            return Parse(content, path);
        }
        catch (JsonException problem)
        {
            throw new UserInputException(
                "this is no valid JSON",
                "mend the line, or write a new file with --dry-run",
                path,
                (problem.LineNumber ?? 0) + 1,
                problem);
        }
    }

    /// <summary>All settings as JSON, to read back with <see cref="Read"/>.</summary>
    public static string ToJson(TrainingOptions options)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(
            buffer,
            new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var entry in OptionCatalog.Entries)
            {
                writer.WritePropertyName(entry.Name);
                if (entry.Kind == OptionKind.Text)
                {
                    writer.WriteStringValue(entry.Read(options));
                }
                else
                {
                    writer.WriteRawValue(entry.Read(options));
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static Dictionary<OptionEntry, string> Parse(byte[] content, string path)
    {
        var settings = new Dictionary<OptionEntry, string>();
        var start = content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var json = content.AsSpan(start);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new UserInputException("the configuration is no JSON object", "write { \"epochs\": 20 } and the like", path, LineOf(json, reader));
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var row = LineOf(json, reader);
            var entry = OptionCatalog.Find(name) ?? throw new UserInputException(
                $"\"{name}\" is no setting",
                NearestName.FindClose(name, OptionCatalog.Entries.Select(known => known.Name)) is { } close
                    ? $"did you mean \"{close}\""
                    : "leave it out, or see the keys that --dry-run prints",
                path,
                row);
            reader.Read();
            var text = TextOf(entry, ref reader, path, LineOf(json, reader));
            if (!settings.TryAdd(entry, text))
            {
                throw new UserInputException($"\"{name}\" is set twice", "remove one of the two", path, row);
            }
        }

        while (reader.Read())
        {
            // Reads to the end, so that text after the object is found.
        }

        return settings;
    }

    private static string TextOf(OptionEntry entry, ref Utf8JsonReader reader, string path, long row)
    {
        var (kind, text) = reader.TokenType switch
        {
            JsonTokenType.True => (OptionKind.Switch, "true"),
            JsonTokenType.False => (OptionKind.Switch, "false"),
            JsonTokenType.Number => (OptionKind.Number, Encoding.UTF8.GetString(reader.ValueSpan)),
            JsonTokenType.String => (OptionKind.Text, reader.GetString()!),
            var other => ((OptionKind?)null, other == JsonTokenType.Null ? "null" : other == JsonTokenType.StartArray ? "[" : "{"),
        };
        return kind == entry.Kind && entry.Accepts(text) ? text : throw entry.Refuse($"\"{entry.Name}\"", text, path, row);
    }

    private static long LineOf(ReadOnlySpan<byte> json, in Utf8JsonReader reader) => json[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
}
