using System.Text;
using System.Text.Json;

namespace EmotionNet.Configuration;

/// <summary>
/// Options as one JSON object whose keys are the names of the catalogue: <c>{ "batch-size": 64, "focal-loss": true }</c>.
/// Comments and trailing commas are allowed. A run's <c>config.json</c> is such a file.
/// </summary>
internal static class ConfigurationFile
{
    /// <summary>Reads a file, its mode's preset for what it does not name, and validates the whole.</summary>
    /// <exception cref="UserInputException">The file is missing or not JSON, a key or value is not known, or options contradict each other.</exception>
    public static TrainingOptions Load(string path) => OptionsResolver.Resolve(Read(path), []).Options;

    /// <summary>Reads the options that a file names; no others.</summary>
    /// <exception cref="UserInputException">The file is missing or not JSON, or a key or value is not known.</exception>
    internal static IReadOnlyList<OptionAssignment> Read(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UserInputException(
                Directory.Exists(path) ? "`config-file` is a directory"
                    : File.Exists(path) ? "the configuration file cannot be read"
                    : "there is no such configuration file",
                "give `config-file` a JSON file",
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
                "this is not valid JSON",
                "fix the line, or start from the config.json of a run",
                path,
                (problem.LineNumber ?? 0) + 1,
                problem);
        }
    }

    /// <summary>All options as JSON, to read back with <see cref="Load"/>.</summary>
    public static string ToJson(TrainingOptions options) => ToJson(options, OptionCatalog.Entries);

    /// <summary>Some options as JSON.</summary>
    internal static string ToJson(TrainingOptions options, IEnumerable<OptionEntry> entries)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(
            buffer,
            new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var entry in entries)
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

    private static List<OptionAssignment> Parse(byte[] content, string path)
    {
        var assignments = new List<OptionAssignment>();
        var start = content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var json = content.AsSpan(start);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new UserInputException(
                "the configuration is not a JSON object", "write { \"epochs\": 20 } and the like", path, OptionJson.LineOf(json, reader));
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var row = OptionJson.LineOf(json, reader);
            var name = OptionJson.TextOf(ref reader, path, row);
            var entry = OptionJson.Find(name, path, row);
            reader.Read();
            if (assignments.Any(earlier => earlier.Entry == entry))
            {
                throw new UserInputException($"\"{name}\" is set twice", "remove one of the two", path, row);
            }

            assignments.Add(OptionJson.Assign(entry, ref reader, path, OptionJson.LineOf(json, reader)));
        }

        while (reader.Read())
        {
            // Reads to the end, so that text after the object is found.
        }

        return assignments;
    }
}
