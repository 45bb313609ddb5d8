using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EmotionNet.Data;

namespace EmotionNet.Checkpoints;

/// <summary>
/// The header of a safetensors file: an 8-byte little-endian length, then JSON that names each tensor's type, shape and place in the data.
/// Knows nothing of libtorch, so that metadata can be read without loading it.
/// </summary>
/// <param name="Tensors">The tensors, in the order of their data.</param>
/// <param name="Metadata">The <c>__metadata__</c> strings.</param>
/// <param name="Digest">The digest of the file, which is no part of these; null where it has none.</param>
/// <param name="Bytes">The header as it is in the file, with its length before it.</param>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsEntry> Tensors, IReadOnlyDictionary<string, string> Metadata, string? Digest, ReadOnlyMemory<byte> Bytes)
{
    public const string MetadataKey = "__metadata__";

    // Python's reader refuses more, and a wrong length must not make us ask for a terabyte.
    private const long MaximumHeaderLength = 100_000_000;
    private const int Alignment = 8;

    /// <summary>The header as bytes, padded with spaces so that the data starts at a multiple of eight.</summary>
    public static byte[] Serialize(IEnumerable<SafetensorsEntry> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        stream.Write(stackalloc byte[sizeof(ulong)]);
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            foreach (var tensor in tensors)
            {
                tensor.WriteTo(json);
            }

            json.WriteEndObject();
        }

        while (stream.Length % Alignment != 0)
        {
            stream.WriteByte((byte)' ');
        }

        var header = stream.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - sizeof(ulong));
        return header;
    }

    /// <summary>Reads and checks the header; the stream is left at the start of the data.</summary>
    /// <exception cref="InvalidDataException">The header is wrong or does not fit the file; the message says how.</exception>
    public static SafetensorsHeader Read(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        if (stream.Length < prefix.Length)
        {
            throw new InvalidDataException("it is too short for a safetensors file");
        }

        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumHeaderLength)
        {
            throw new InvalidDataException("it does not begin as a safetensors file does");
        }

        if (length > (ulong)(stream.Length - prefix.Length))
        {
            throw new InvalidDataException("it is shorter than its header says");
        }

        var bytes = new byte[prefix.Length + (int)length];
        prefix.CopyTo(bytes);
        stream.ReadExactly(bytes.AsSpan(prefix.Length));
        try
        {
            // Names are compared unescaped, so that every name below is unique.
            using var json = JsonDocument.Parse(bytes.AsMemory(prefix.Length), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Parse(json.RootElement, bytes, dataLength: stream.Length - stream.Position);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw new InvalidDataException("its header is not the JSON of a safetensors file", error);
        }
    }

    private static SafetensorsHeader Parse(JsonElement root, byte[] bytes, long dataLength)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new List<SafetensorsEntry>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                foreach (var pair in property.Value.EnumerateObject())
                {
                    metadata.Add(
                        pair.Name,
                        pair.Value.GetString() ?? throw new InvalidDataException($"its metadata '{Snippet.Of(pair.Name, maximumLength: 80)}' has no value"));
                }
            }
            else
            {
                tensors.Add(SafetensorsEntry.Parse(property.Name, property.Value));
            }
        }

        tensors.Sort((left, right) => (left.Begin, left.End).CompareTo((right.Begin, right.End)));
        CheckThatTensorsFillTheData(tensors, dataLength);
        return new SafetensorsHeader(tensors, metadata, metadata.Remove(FileDigest.Key, out var digest) ? digest : null, bytes);
    }

    // The format allows no gap, so one walk finds overlaps, holes, a cut-off end and bytes too many.
    private static void CheckThatTensorsFillTheData(List<SafetensorsEntry> tensors, long dataLength)
    {
        long position = 0;
        foreach (var tensor in tensors)
        {
            if (tensor.Begin != position)
            {
                throw SafetensorsEntry.Wrong(tensor.Name, "does not begin where the one before it ends");
            }

            position = tensor.End;
        }

        if (position != dataLength)
        {
            throw new InvalidDataException($"it holds {dataLength} bytes of tensors where its header says {position}");
        }
    }
}
