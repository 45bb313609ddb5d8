using System.Text.Json;
using EmotionNet.Configuration;

namespace EmotionNet.Sweeps;

/// <summary>Reads the parts of which a sweep file is made, with the line of whatever is wrong.</summary>
internal ref struct SweepJson
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly string _path;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private Utf8JsonReader _reader;

    /// <summary>Begins at the first token.</summary>
    /// <param name="json">The file's content.</param>
    /// <param name="path">The file, for messages.</param>
    public SweepJson(ReadOnlySpan<byte> json, string path)
    {
        _json = json;
        _path = path;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        _reader.Read();
    }

    /// <summary>The kind of value that the reader is at.</summary>
    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>The next member of an object, the reader then being at its value; null at the end of the object.</summary>
    public string? NextName()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.PropertyName)
        {
            return null;
        }

        var name = OptionJson.TextOf(ref _reader, _path, Row);
        _reader.Read();
        return name;
    }

    /// <summary>Reads what follows the object, so that text after it is found.</summary>
    public void ReadToEnd()
    {
        while (_reader.Read())
        {
        }
    }

    /// <summary>Requires that the reader is at an object.</summary>
    public readonly void RequireObject(string what, string example)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong($"{what} is not a JSON object", $"write {example} and the like");
        }
    }

    /// <summary>Requires that a member has one of a few names, and that it is the first of its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="names">Those that it can be.</param>
    /// <param name="where">The object that it is in.</param>
    public readonly string Known(string name, IReadOnlyList<string> names, string where)
    {
        if (!names.Contains(name))
        {
            throw Wrong($"unknown key \"{name}\"", NearestName.FindClose(name, names) is { } close
                ? $"did you mean \"{close}\""
                : $"use {string.Join(", ", names.Select(known => $"\"{known}\""))}");
        }

        Once(name, $"{where}/{name}");
        return name;
    }

    /// <summary>The option of a name; each stands in one place of the file.</summary>
    public readonly OptionEntry Option(string name)
    {
        var entry = OptionJson.Find(name, _path, Row);
        if (entry == OptionCatalog.CheckpointDirectory)
        {
            throw Wrong($"\"{name}\" cannot be part of a sweep", "leave it out: each task has a directory of its own");
        }

        Once(name, name);
        return entry;
    }

    /// <summary>A value of an option.</summary>
    public SweepSetting Value(OptionEntry entry) => SweepSetting.Of(OptionJson.Assign(entry, ref _reader, _path, Row));

    /// <summary>A list of values of an option, each once.</summary>
    public List<SweepSetting> Values(OptionEntry entry)
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong($"\"{entry.Name}\" is not a list of values", $"write \"{entry.Name}\": [VALUE, VALUE], or move it to \"settings\"");
        }

        List<SweepSetting> values = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            var value = Value(entry);
            if (values.Contains(value))
            {
                throw Wrong($"\"{entry.Name}\" has the value {value.Text} twice", "remove one of the two");
            }

            values.Add(value);
        }

        return values.Count > 0 ? values : throw Wrong($"\"{entry.Name}\" has no values", $"write \"{entry.Name}\": [VALUE, VALUE], or leave it out");
    }

    /// <summary>A list of numbers that an option can be; as many as there are before something else.</summary>
    public List<double> Numbers(OptionEntry entry)
    {
        List<double> numbers = [];
        while (_reader.TokenType == JsonTokenType.StartArray || numbers.Count > 0)
        {
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.Number)
            {
                return _reader.TokenType == JsonTokenType.EndArray ? numbers : [];
            }

            numbers.Add(_reader.GetDouble());
            Value(entry);
        }

        return numbers;
    }

    /// <summary>A whole number.</summary>
    public readonly int Integer(string name, int minimum) =>
        _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out var value) && value >= minimum
            ? value
            : throw Wrong($"\"{name}\" is not a whole number of at least {minimum}", "write a number");

    /// <summary>The sentence for what is wrong where the reader is.</summary>
    public readonly UserInputException Wrong(string problem, string fix) => new(problem, fix, _path, Row);

    private readonly long Row => OptionJson.LineOf(_json, _reader);

    private readonly void Once(string name, string place)
    {
        if (!_seen.Add(place))
        {
            throw Wrong($"\"{name}\" is set twice", "remove one of the two");
        }
    }
}
