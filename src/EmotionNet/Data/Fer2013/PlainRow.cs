using System.Text;
using EmotionNet.Data.Csv;

namespace EmotionNet.Data.Fer2013;

/// <summary>
/// A row of a pixel file in plain dress, by the places of its columns: a quote only at both ends of a field, blanks only within it or its quotes.
/// What it refuses is not yet wrong: <see cref="CsvTable"/> decides.
/// </summary>
/// <param name="Columns">The number of columns.</param>
/// <param name="Pixels">The place of the pixels.</param>
/// <param name="Emotion">The place of the label.</param>
/// <param name="Usage">The place of the split, or -1.</param>
/// <param name="SplitWithoutUsage">The split of every row where there is no Usage column.</param>
internal sealed record PlainRow(int Columns, int Pixels, int Emotion, int Usage, DataSplit? SplitWithoutUsage)
{
    /// <summary>The places of the columns by a header line, or null where it has others than ours, or one of them not or twice.</summary>
    public static PlainRow? FromHeader(ReadOnlySpan<byte> line, DataSplit? splitWithoutUsage)
    {
        int columns = 0, pixels = -1, emotion = -1, usage = -1;
        foreach (var range in line.Split((byte)','))
        {
            if (!TryUnwrap(line[range], out var name))
            {
                return null;
            }

            ref var place = ref pixels;
            if (Ascii.EqualsIgnoreCase(name, "emotion"u8))
            {
                place = ref emotion;
            }
            else if (Ascii.EqualsIgnoreCase(name, "usage"u8))
            {
                place = ref usage;
            }
            else if (!Ascii.EqualsIgnoreCase(name, "pixels"u8))
            {
                return null;
            }

            if (place >= 0)
            {
                return null;
            }

            place = columns++;
        }

        return pixels < 0 || emotion < 0 || (usage < 0 && splitWithoutUsage is null) ? null : new PlainRow(columns, pixels, emotion, usage, splitWithoutUsage);
    }

    /// <summary>Adds a line's face to the rows; false where the line is not plain.</summary>
    public bool TryAdd(ReadOnlySpan<byte> line, FaceRowBuffer rows)
    {
        var label = -1;
        var split = SplitWithoutUsage;
        // From both ends towards the pixels, whose 9 KB are then searched for commas by their own parser only.
        for (var column = 0; column < Pixels; column++)
        {
            var comma = line.IndexOf((byte)',');
            if (comma < 0 || !TryTake(column, line[..comma], ref label, ref split))
            {
                return false;
            }

            line = line[(comma + 1)..];
        }

        for (var column = Columns - 1; column > Pixels; column--)
        {
            var comma = line.LastIndexOf((byte)',');
            if (comma < 0 || !TryTake(column, line[(comma + 1)..], ref label, ref split))
            {
                return false;
            }

            line = line[..comma];
        }

        if (!TryUnwrap(line, out var pixels) || !PlainPixels.TryParse(pixels, rows.NextFace()))
        {
            return false;
        }

        rows.Add(label, split!.Value);
        return true;
    }

    private bool TryTake(int column, ReadOnlySpan<byte> field, ref int label, ref DataSplit? split)
    {
        if (!TryUnwrap(field, out var value))
        {
            return false;
        }

        if (column == Usage)
        {
            split = SplitNames.FromUsage(Encoding.ASCII.GetString(value));
            return split is not null;
        }

        label = value.Length == 1 ? value[0] - '0' : -1;
        return label is >= 0 and <= 6;
    }

    /// <summary>A field without its quotes and the blanks within them; false where a quote has no other.</summary>
    private static bool TryUnwrap(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value)
    {
        var quoted = field.Length >= 2 && field[0] == '"' && field[^1] == '"';
        value = (quoted ? field[1..^1] : field).Trim((byte)' ');
        return value.Length > 0 && value[0] != '"' && value[^1] != '"';
    }
}
