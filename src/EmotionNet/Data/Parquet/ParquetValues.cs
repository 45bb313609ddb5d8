using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace EmotionNet.Data.Parquet;

/// <summary>The values of a column of a row group, whatever integer type the file has for them.</summary>
internal static class ParquetValues
{
    /// <summary>Whether a column is text.</summary>
    public static bool IsText(DataField field) => field.ClrType == typeof(ReadOnlyMemory<char>);

    /// <summary>Whether a column is bytes.</summary>
    public static bool IsBytes(DataField field) => field.ClrType == typeof(ReadOnlyMemory<byte>);

    /// <summary>A value for each row: text as it is, numbers in digits, null where there is none.</summary>
    public static async Task<string?[]> TextsAsync(ParquetRowGroupReader group, DataField field)
    {
        if (!IsText(field))
        {
            return [.. (await NumbersAsync(group, field).ConfigureAwait(false)).Select(value => value?.ToString(CultureInfo.InvariantCulture))];
        }

        var texts = new string?[group.RowCount];
        await group.ReadAsync(field, texts!).ConfigureAwait(false);
        return texts;
    }

    /// <summary>The bytes of each row; null where there are none.</summary>
    public static async Task<byte[]?[]> BytesAsync(ParquetRowGroupReader group, DataField field)
    {
        var bytes = new byte[]?[group.RowCount];
        await group.ReadAsync(field, bytes!).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>The numbers of each row of a list, of lists in it one after the other.</summary>
    public static Task<List<List<long>>> ListsAsync(ParquetRowGroupReader group, DataField field) => ByType(
        field,
        () => ListsAsync<byte>(group, field),
        () => ListsAsync<short>(group, field),
        () => ListsAsync<int>(group, field),
        () => ListsAsync<long>(group, field));

    private static Task<long?[]> NumbersAsync(ParquetRowGroupReader group, DataField field) => ByType(
        field,
        () => NumbersAsync<byte>(group, field),
        () => NumbersAsync<short>(group, field),
        () => NumbersAsync<int>(group, field),
        () => NumbersAsync<long>(group, field));

    private static Task<T> ByType<T>(DataField field, Func<Task<T>> bytes, Func<Task<T>> shorts, Func<Task<T>> ints, Func<Task<T>> longs) =>
        Type.GetTypeCode(field.ClrType) switch
        {
            TypeCode.Byte => bytes(),
            TypeCode.Int16 => shorts(),
            TypeCode.Int32 => ints(),
            TypeCode.Int64 => longs(),
            _ => throw new NotSupportedException($"Column {field.Path} has values of type {field.ClrType.Name}."),
        };

    private static async Task<long?[]> NumbersAsync<T>(ParquetRowGroupReader group, DataField field)
        where T : struct, IConvertible
    {
        if (field.IsNullable)
        {
            var values = new T?[group.RowCount];
            await group.ReadAsync<T>(field, values.AsMemory()).ConfigureAwait(false);
            return [.. values.Select(value => value?.ToInt64(CultureInfo.InvariantCulture))];
        }

        var all = new T[group.RowCount];
        await group.ReadAsync<T>(field, all.AsMemory()).ConfigureAwait(false);
        return [.. all.Select(value => (long?)value.ToInt64(CultureInfo.InvariantCulture))];
    }

    private static async Task<List<List<long>>> ListsAsync<T>(ParquetRowGroupReader group, DataField field)
        where T : struct, IConvertible
    {
        var count = checked((int)group.GetMetadata(field)!.MetaData!.NumValues);
        var values = new T[count];
        var (definitions, repetitions) = (new int[count], new int[count]);
        await group.ReadRawAsync<T>(field, values.AsMemory(), definitions.AsMemory(), repetitions.AsMemory()).ConfigureAwait(false);
        var lists = new List<List<long>>();
        var next = 0;
        for (var place = 0; place < count; place++)
        {
            if (repetitions[place] == 0)
            {
                lists.Add([]); // of a row
            }

            if (definitions[place] == field.MaxDefinitionLevel)
            {
                lists[^1].Add(values[next++].ToInt64(CultureInfo.InvariantCulture)); // places without a value have none in the array either
            }
        }

        return lists;
    }
}
