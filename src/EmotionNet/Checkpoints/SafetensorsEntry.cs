using System.Text.Json;

namespace EmotionNet.Checkpoints;

/// <summary>One tensor in the head of a safetensors file.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DataType">The format's name of the element type, such as <c>F32</c>.</param>
/// <param name="Shape">The sizes; empty for a scalar.</param>
/// <param name="Begin">First byte, counted from the start of the data.</param>
/// <param name="End">One after the last byte.</param>
internal sealed record SafetensorsEntry(string Name, string DataType, IReadOnlyList<long> Shape, long Begin, long End)
{
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
            throw new InvalidDataException($"its tensor '{name}' lacks a type, a shape or its place");
        }

        if (offsets.GetArrayLength() != 2)
        {
            throw new InvalidDataException($"its tensor '{name}' does not say where it begins and ends");
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

    private void CheckLength()
    {
        // Sizes are below 2^63: two of them and an element's size never overflow 128 bits, and the product is stopped where it passes the end.
        var size = ElementSize(DataType) ?? throw new InvalidDataException($"its tensor '{Name}' is of type '{DataType}', which is not read here");
        var bytes = Shape.Contains(0) ? UInt128.Zero : (UInt128)size;
        foreach (var dimension in Shape)
        {
            bytes = bytes > long.MaxValue ? bytes : bytes * (ulong)dimension;
        }

        if (End < Begin || bytes != (UInt128)(End - Begin))
        {
            throw new InvalidDataException($"its tensor '{Name}' has a place of another length than its shape");
        }
    }

    private static long Natural(string name, JsonElement number) =>
        number.TryGetInt64(out var value) && value >= 0
            ? value
            : throw new InvalidDataException($"its tensor '{name}' has a size or place that is no whole number of 0 or more");
}
