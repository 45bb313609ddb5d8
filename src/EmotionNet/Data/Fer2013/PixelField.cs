namespace EmotionNet.Data.Fer2013;

/// <summary>
/// The pixel field of a FER2013 row: 2304 numbers from 0 to 255 with white space between them, straight into bytes.
/// A whole dataset is 74 million numbers, so no string is made of any of them.
/// </summary>
internal static class PixelField
{
    /// <summary>Reads one field.</summary>
    /// <param name="field">The field as UTF-8, without its quotes.</param>
    /// <param name="face">The 2304 bytes to fill; undefined where the field is wrong.</param>
    /// <returns>Null where all is well, else what is wrong, as the beginning of a sentence.</returns>
    public static string? Parse(ReadOnlySpan<byte> field, Span<byte> face) =>
        SingleSpacedPixels.TryParse(field.Trim((byte)' '), face) ? null : ParseAnySpacing(field, face);

    private static string? ParseAnySpacing(ReadOnlySpan<byte> field, Span<byte> face)
    {
        var count = 0;
        var position = 0;
        while (true)
        {
            while (position < field.Length && IsBlank(field[position]))
            {
                position++;
            }

            if (position == field.Length)
            {
                break;
            }

            var start = position;
            var value = 0;
            while (position < field.Length && (uint)(field[position] - '0') <= 9)
            {
                // Held at 256 once over 255, so that a long run of digits cannot wrap around.
                value = Math.Min((value * 10) + (field[position] - '0'), 256);
                position++;
            }

            if (position < field.Length && !IsBlank(field[position]))
            {
                return $"pixel {count + 1} is '{Token(field[start..])}', which is not a whole number";
            }

            if (value > 255)
            {
                return $"pixel {count + 1} is {Token(field[start..])}, which is over 255";
            }

            if (count < FaceSet.PixelCount)
            {
                face[count] = (byte)value;
            }

            count++;
        }

        return count == FaceSet.PixelCount ? null : $"{(count < FaceSet.PixelCount ? "too few" : "too many")} pixels, {count} instead of {FaceSet.PixelCount}";
    }

    private static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static string Token(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAny(" \t\r\n"u8);
        return Snippet.Of(end < 0 ? rest : rest[..end]);
    }
}
