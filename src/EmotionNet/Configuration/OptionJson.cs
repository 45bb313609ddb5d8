using System.Text;
using System.Text.Json;

namespace EmotionNet.Configuration;

/// <summary>Options in JSON: a name is one of the catalogue, a value has the JSON type of its option.</summary>
internal static class OptionJson
{
    /// <summary>The option of a name.</summary>
    /// <exception cref="UserInputException">There is none.</exception>
    public static OptionEntry Find(string name, string path, long row) => OptionCatalog.Find(name) ?? throw new UserInputException(
        $"unknown option \"{name}\"",
        NearestName.FindClose(name, OptionCatalog.Entries.Select(known => known.Name)) is { } close
            ? $"did you mean \"{close}\""
            : "leave it out, or see the options in the config.json of a run",
        path,
        row);

    /// <summary>The option with the value that the reader stands at.</summary>
    /// <exception cref="UserInputException">The value has another type, or is not one of the option.</exception>
    public static OptionAssignment Assign(OptionEntry entry, ref Utf8JsonReader reader, string path, long row)
    {
        var (kind, text) = reader.TokenType switch
        {
            JsonTokenType.True => (OptionKind.Switch, "true"),
            JsonTokenType.False => (OptionKind.Switch, "false"),
            JsonTokenType.Number => (OptionKind.Number, Encoding.UTF8.GetString(reader.ValueSpan)),
            JsonTokenType.String => (OptionKind.Text, TextOf(ref reader, path, row)),
            var other => ((OptionKind?)null, other == JsonTokenType.Null ? "null" : other == JsonTokenType.StartArray ? "[" : "{"),
        };
        return (kind == entry.Kind ? entry.Parse(text) : null) ?? throw entry.Refuse($"\"{entry.Name}\"", text, path, row);
    }

    /// <summary>The name or text that the reader stands at.</summary>
    /// <exception cref="UserInputException">It is not valid Unicode.</exception>
    public static string TextOf(ref Utf8JsonReader reader, string path, long row)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException problem)
        {
            throw new UserInputException("the line has text that is not valid Unicode", "save the file as UTF-8", path, row, problem);
        }
    }

    /// <summary>The line of the reader's token, counted from 1.</summary>
    public static long LineOf(ReadOnlySpan<byte> json, in Utf8JsonReader reader) => json[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
}
