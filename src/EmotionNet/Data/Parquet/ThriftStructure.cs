namespace EmotionNet.Data.Parquet;

/// <summary>
/// Walks through a structure of Thrift's compact protocol, in which Parquet keeps its metadata, before Parquet.Net decodes it: that takes a count of
/// billions at its word and reads on behind the end.
/// </summary>
internal ref struct ThriftStructure
{
    private const int MaximumDepth = 32;

    private const int True = 1, False = 2, Byte = 3, Double = 7, Binary = 8, List = 9, Set = 10, Map = 11, Struct = 12; // 4 to 6: integers

    private ReadOnlySpan<byte> _rest;

    /// <summary>Walks through one structure.</summary>
    /// <param name="bytes">Begin with it; more may follow.</param>
    /// <returns>Its length.</returns>
    /// <exception cref="InvalidDataException">It does not lie within the bytes.</exception>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        var walk = new ThriftStructure { _rest = bytes };
        walk.SkipStruct(0);
        return bytes.Length - walk._rest.Length;
    }

    private void SkipStruct(int depth)
    {
        for (var header = NextByte(); header != 0; header = NextByte())
        {
            if (header >> 4 == 0)
            {
                NextNumber(); // the field's id, where it is not a little above the one before
            }

            var type = header & 15;
            if (type is not (True or False))
            {
                Skip(type, depth);
            }
        }
    }

    private void Skip(int type, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw new InvalidDataException("The structure is too deep.");
        }

        switch (type)
        {
            case True or False or Byte: // booleans of a list are bytes
                Take(1);
                break;
            case > Byte and < Double:
                NextNumber();
                break;
            case Double:
                Take(sizeof(double));
                break;
            case Binary:
                Take(NextNumber());
                break;
            case List or Set:
                var header = NextByte();
                SkipElements(header >> 4 == 15 ? NextNumber() : (ulong)(header >> 4), depth, header & 15);
                break;
            case Map:
                var count = NextNumber();
                var types = count == 0 ? 0 : NextByte();
                SkipElements(count, depth, types >> 4, types & 15);
                break;
            case Struct:
                SkipStruct(depth + 1);
                break;
            default:
                throw new InvalidDataException($"There is no type {type}.");
        }
    }

    private void SkipElements(ulong count, int depth, params ReadOnlySpan<int> types)
    {
        if (count > (ulong)_rest.Length) // each takes a byte at least
        {
            throw new InvalidDataException("A list is longer than the structure.");
        }

        for (var element = 0UL; element < count; element++)
        {
            foreach (var type in types)
            {
                Skip(type, depth + 1);
            }
        }
    }

    private ulong NextNumber()
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = NextByte();
            number |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return number;
            }
        }

        throw new InvalidDataException("A number is too long.");
    }

    private int NextByte()
    {
        var next = _rest.IsEmpty ? throw new InvalidDataException("The structure is cut off.") : _rest[0];
        _rest = _rest[1..];
        return next;
    }

    private void Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw new InvalidDataException("A value is longer than the structure.");
        }

        _rest = _rest[(int)length..];
    }
}
