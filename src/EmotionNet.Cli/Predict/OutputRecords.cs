namespace EmotionNet.Cli.Predict;

/// <summary>A line of an output file, without its end.</summary>
/// <param name="Bytes">The content.</param>
/// <param name="End">Where the next one begins.</param>
/// <param name="IsWhole">Whether the line has an end.</param>
internal readonly record struct OutputRecord(byte[] Bytes, long End, bool IsWhole);

/// <summary>Reads an output file line by line, with their places in the file.</summary>
internal static class OutputRecords
{
    // Far above an image full of faces: what is longer is another file, which may not fit into memory.
    private const int MaximumLength = 64 << 20;

    /// <summary>The lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hasQuotes">Whether a line break between quotation marks is not an end.</param>
    /// <exception cref="InvalidDataException">A line is too long for an output file.</exception>
    public static IEnumerable<OutputRecord> Read(string path, bool hasQuotes)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        using var record = new MemoryStream();
        var buffer = new byte[1 << 16];
        var isQuoted = false;
        var end = 0L;
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            for (var index = 0; index < count; index++)
            {
                end++;
                isQuoted ^= hasQuotes && buffer[index] == '"';
                if (buffer[index] != '\n' || isQuoted)
                {
                    record.WriteByte(buffer[index]);
                    if (record.Length > MaximumLength)
                    {
                        throw new InvalidDataException("The line is too long.");
                    }

                    continue;
                }

                yield return new OutputRecord(record.ToArray(), end, IsWhole: true);
                record.SetLength(0);
            }
        }

        if (record.Length > 0)
        {
            yield return new OutputRecord(record.ToArray(), end, IsWhole: false);
        }
    }
}
