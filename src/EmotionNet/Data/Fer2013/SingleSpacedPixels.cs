using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmotionNet.Data.Fer2013;

/// <summary>
/// The pixel field as every known file has it: 2304 numbers from 0 to 255 with one space between two of them.
/// The spaces among 64 bytes are found at once, and a number between two of them needs no branch.
/// </summary>
internal static class SingleSpacedPixels
{
    private const int Block = 64;

    /// <summary>A number is read as the four bytes from its first digit on.</summary>
    private const int Reach = sizeof(uint);

    /// <summary>The digits 2, 5 and 5, a byte each.</summary>
    private const uint Largest = 0x020505;

    /// <summary>Reads one field.</summary>
    /// <param name="field">The field, without quotes and spaces around it.</param>
    /// <param name="face">The 2304 bytes to fill; undefined where the answer is false.</param>
    /// <returns>False where the field is wrong or spaced otherwise: <see cref="PixelField"/> decides.</returns>
    // Without tiers: a process loads its data once, and the first rows would otherwise run unoptimised.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryParse(ReadOnlySpan<byte> field, Span<byte> face)
    {
        ref var text = ref MemoryMarshal.GetReference(field);
        ref var pixels = ref MemoryMarshal.GetReference(face);
        var others = Vector256<byte>.Zero;
        uint longest = 0, largest = 0;
        int count = 0, start = 0, block = 0;
        for (; block + Block + Reach <= field.Length && BitConverter.IsLittleEndian; block += Block)
        {
            var ends = Spaces(ref text, block, ref others) | ((ulong)Spaces(ref text, block + (Block / 2), ref others) << (Block / 2));
            if (count + BitOperations.PopCount(ends) > face.Length)
            {
                return false;
            }

            for (; ends != 0; ends &= ends - 1)
            {
                var end = block + BitOperations.TrailingZeroCount(ends);
                var digits = (Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, start)) << (-8 * (end - start))) & 0x0F0F0F0F;
                Unsafe.Add(ref pixels, count++) = (byte)((digits * ((100 << 16) + (10 << 8) + 1)) >> 24);
                longest |= (uint)(end - start - 1);
                largest = Math.Max(largest, BinaryPrimitives.ReverseEndianness(digits));
                start = end + 1;
            }
        }

        // No number (-1) and one of five digits or more have a bit above the two lowest; a fourth digit other than 0 is above 255.
        return longest <= 3 && largest <= Largest && others == Vector256<byte>.Zero && TryParseRest(field[start..], face[count..]);
    }

    /// <summary>The spaces among 32 bytes, a bit each; bytes that are neither space nor digit are noted in <paramref name="others"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Spaces(ref byte text, int position, ref Vector256<byte> others)
    {
        var bytes = Vector256.LoadUnsafe(ref text, (nuint)position);
        var spaces = Vector256.Equals(bytes, Vector256.Create((byte)' '));
        var digits = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
        others |= ~(spaces | digits);
        return spaces.ExtractMostSignificantBits();
    }

    private static bool TryParseRest(ReadOnlySpan<byte> text, Span<byte> face)
    {
        var position = 0;
        for (var pixel = 0; pixel < face.Length; pixel++)
        {
            var start = position;
            var value = 0;
            for (; position < text.Length && text[position] != ' '; position++)
            {
                var digit = (uint)(text[position] - '0');
                if (digit > 9)
                {
                    return false;
                }

                value = (value * 10) + (int)digit;
                if (value > 255)
                {
                    return false;
                }
            }

            if (position == start || (position < text.Length) != (pixel < face.Length - 1))
            {
                return false;
            }

            face[pixel] = (byte)value;
            position++;
        }

        return face.Length > 0;
    }
}
