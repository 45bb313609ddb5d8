using System.Text.Json;
using EmotionNet.Data;

namespace EmotionNet.Checkpoints;

/// <summary>One tensor in the header of a safetensors file.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DataType">The format's name of the element type, such as <c>F32</c>.</param>
/// <param name="Shape">The sizes; empty for a scalar.</param>
/// <param name="Begin">First byte, counted from the start of the data.</param>
/// <param name="End">One after the last byte.</param>
internal sealed record SafetensorsEntry(string Name, string DataType, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>As many as libtorch's element-wise operations and numpy take.</summary>
    private const int MaximumDimensions = 64;

    /// <summary>A span of bytes, through which data are read, is no longer.</summary>
    private const long MaximumLength = int.MaxValue;

    /// <summary>Bytes of an element, or null for a type that this program does not know.</summary>
    public static int? ElementSize(string dataType) => dataType switch
    {
        "F64" or "I64" => 8,
        "F32" or "I32" => 4,
        "F16" or "BF16" or "I16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => null,
    };

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject(Name);
        json.WriteString("dtype", DataType);
        json.WriteStartArray("shape");
        foreach (var size in Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(Begin);
        json.WriteNumberValue(End);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <exception cref="InvalidDataException">Type, shape and offsets are missing or do not agree.</exception>
    /// <exception cref="InvalidOperationException">A value is of another JSON kind than it must be.</exception>
    public static SafetensorsEntry Parse(string name, JsonElement value)
    {
        if (!value.TryGetProperty("dtype", out var dataType) || !value.TryGetProperty("shape", out var shape)
            || !value.TryGetProperty("data_offsets", out var offsets))
        {
            throw Wrong(name, "lacks a type, a shape or its place");
        }

        if (offsets.GetArrayLength() != 2)
        {
            throw Wrong(name, "does not say where it begins and ends");
        }

        if (shape.GetArrayLength() > MaximumDimensions)
        {
            throw Wrong(name, $"has more than {MaximumDimensions} dimensions");
        }

        var entry = new SafetensorsEntry(
            name,
            dataType.GetString() ?? "",
            [.. shape.EnumerateArray().Select(size => Natural(name, size))],
            Natural(name, offsets[0]),
            Natural(name, offsets[1]));
        entry.CheckLength();
        return entry;
    }

    /// <summary>The error for a tensor that cannot be read.</summary>
    public static InvalidDataException Wrong(string name, string problem) => new($"its tensor '{Snippet.Of(name, maximumLength: 80)}' {problem}");

    private void CheckLength()
    {
        // Sizes are below 2^63: two of them and an element's size never overflow 128 bits, and the product is stopped where it passes the end.
        // A size of 0 makes the tensor empty, and yet libtorch multiplies the other sizes when it computes strides.
        UInt128 elements = 1;
        foreach (var dimension in Shape)
        {
            elements = elements > long.MaxValue ? elements : elements * (ulong)Math.Max(dimension, 1);
        }

        var size = ElementSize(DataType) ?? throw Wrong(Name, $"is of type '{Snippet.Of(DataType)}', which is not read here");
        var bytes = elements * (uint)size;
        if (bytes > long.MaxValue)
        {
            throw Wrong(Name, "has a shape of more elements than any memory holds");
        }

        if (End < Begin || (Shape.Contains(0) ? 0 : bytes) != (UInt128)(End - Begin))
        {
            throw Wrong(Name, "has a place of another length than its shape");
        }

        if (End - Begin > MaximumLength)
        {
            throw Wrong(Name, "has more than 2 GB, which is not read here");
        }
    }

    private static long Natural(string name, JsonElement number) =>
        number.TryGetInt64(out var value) && value >= 0 ? value : throw Wrong(name, "has a size or place that is not a whole number of 0 or more");
}
