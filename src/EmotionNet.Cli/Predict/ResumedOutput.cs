using System.Text;
using System.Text.Json;

namespace EmotionNet.Cli.Predict;

/// <summary>What a CSV or JSON file of an earlier run holds: which images are done, and where whole ones end.</summary>
/// <param name="Done">How often each image is in the file.</param>
/// <param name="Length">The bytes to keep; what follows is of an image that may be incomplete.</param>
internal sealed record ResumedOutput(Dictionary<string, int> Done, long Length)
{
    /// <summary>Reads a file of one JSON object a line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classNames">Those of the model.</param>
    /// <param name="coverage">That of the sets, or null.</param>
    /// <exception cref="UserInputException">It is another file, or one of other classes or another coverage.</exception>
    public static ResumedOutput ReadJson(
        string path, IReadOnlyList<string> classNames, double? coverage = null) => Read(path, PredictionJson.Beginning.ToArray(), () =>
    {
        var done = new Dictionary<string, int>();
        var length = 0L;
        foreach (var record in OutputRecords.Read(path, hasQuotes: false))
        {
            var isOurs = record.Bytes.AsSpan().StartsWith(PredictionJson.Beginning)
                || (!record.IsWhole && PredictionJson.Beginning.StartsWith(record.Bytes));
            var image = isOurs && record.IsWhole ? ImageOfJson(record.Bytes, classNames, coverage) : null;
            if (!isOurs || (record.IsWhole && image is null))
            {
                throw Foreign(path);
            }

            if (image is not null)
            {
                Add(done, image);
                length = record.End;
            }
        }

        return new ResumedOutput(done, length);
    });

    /// <summary>Reads a CSV file. The rows of its last image are dropped: some may be missing.</summary>
    /// <exception cref="UserInputException">It is another file, or one of other classes.</exception>
    public static ResumedOutput ReadCsv(string path, string header) => Read(path, Encoding.UTF8.GetBytes(header), () =>
    {
        var done = new Dictionary<string, int>();
        var (length, previousEnd, headerBytes) = (0L, 0L, Encoding.UTF8.GetBytes(header.TrimEnd('\n')));
        string? last = null;
        foreach (var record in OutputRecords.Read(path, hasQuotes: true))
        {
            if (previousEnd == 0)
            {
                if (!(record.IsWhole ? record.Bytes.AsSpan().SequenceEqual(headerBytes) : headerBytes.AsSpan().StartsWith(record.Bytes)))
                {
                    throw Foreign(path);
                }

                length = record.IsWhole ? record.End : 0;
            }
            else if (record.IsWhole && FirstFields(record.Bytes) is var (image, number) && (image != last || number is "0" or "1"))
            {
                // An image begins: the one before is whole.
                if (last is not null)
                {
                    Add(done, last);
                }

                (last, length) = (image, previousEnd);
            }

            previousEnd = record.End;
        }

        return new ResumedOutput(done, length);
    });

    // The beginning is looked at alone: another file may be one endless line.
    private static ResumedOutput Read(string path, byte[] beginning, Func<ResumedOutput> read)
    {
        var start = new byte[beginning.Length];
        using (var stream = File.OpenRead(path))
        {
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }

        if (!beginning.AsSpan().StartsWith(start))
        {
            throw Foreign(path);
        }

        try
        {
            return read();
        }
        catch (InvalidDataException)
        {
            throw Foreign(path);
        }
    }

    private static void Add(Dictionary<string, int> done, string image) => done[image] = done.GetValueOrDefault(image) + 1;

    // Null where it is not an object of predict, or has other classes or sets. With --top it has some of the classes.
    private static string? ImageOfJson(byte[] line, IReadOnlyList<string> classNames, double? coverage)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var faces = json.RootElement.GetProperty("faces");
            var names = faces.EnumerateArray()
                .SelectMany(face => face.GetProperty("probabilities").EnumerateObject().Select(probability => probability.Name));
            var hasCoverage = faces.EnumerateArray().All(
                face => (face.TryGetProperty("coverage", out var value) ? value.GetDouble() : (double?)null) == coverage);
            return hasCoverage && names.All(classNames.Contains) ? json.RootElement.GetProperty("image").GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null; // no JSON, a value of another kind, a property that is missing
        }
    }

    private static (string Image, string Number) FirstFields(byte[] row)
    {
        var text = Encoding.UTF8.GetString(row);
        if (!text.StartsWith('"'))
        {
            var fields = text.Split(',', 3);
            return (fields[0], fields.Length > 1 ? fields[1] : "");
        }

        var end = 1;
        while (end < text.Length && (text[end] != '"' || (end + 1 < text.Length && text[end + 1] == '"')))
        {
            end += text[end] == '"' ? 2 : 1;
        }

        var rest = text[Math.Min(text.Length, end + 1)..].Split(',', 3);
        return (text[1..end].Replace("\"\"", "\"", StringComparison.Ordinal), rest.Length > 1 ? rest[1] : "");
    }

    private static UserInputException Foreign(string path) => new(
        "the file is not one that emotionnet predict wrote in this format, with this model and coverage",
        "give --resume-output another file, which is created if missing",
        path);
}
