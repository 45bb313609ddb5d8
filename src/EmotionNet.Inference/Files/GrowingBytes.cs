using System.Runtime.InteropServices;

namespace EmotionNet.Files;

/// <summary>
/// Collects bytes whose number is not known. A memory stream holds up to four times as much while it grows and is copied; here, each block is freed
/// as soon as it is copied.
/// </summary>
internal sealed unsafe class GrowingBytes : IDisposable
{
    private const int BlockLength = 1 << 20;

    private readonly List<nint> _blocks = [];

    /// <summary>Frees what was not taken.</summary>
    ~GrowingBytes() => Free();

    /// <summary>How many bytes there are.</summary>
    public long Length { get; private set; }

    /// <summary>Adds bytes at the end.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var used = (int)(Length % BlockLength);
            if (used == 0)
            {
                _blocks.Add((nint)NativeMemory.Alloc(BlockLength));
            }

            var count = Math.Min(bytes.Length, BlockLength - used);
            bytes[..count].CopyTo(new Span<byte>((byte*)_blocks[^1] + used, count));
            bytes = bytes[count..];
            Length += count;
        }
    }

    /// <summary>All bytes; there are none here afterwards.</summary>
    public byte[] Take()
    {
        var all = GC.AllocateUninitializedArray<byte>((int)Length);
        for (var block = 0; block < _blocks.Count; block++)
        {
            var start = block * BlockLength;
            new ReadOnlySpan<byte>((void*)_blocks[block], Math.Min(BlockLength, all.Length - start)).CopyTo(all.AsSpan(start));
            NativeMemory.Free((void*)_blocks[block]);
            _blocks[block] = 0;
        }

        Free();
        return all;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        foreach (var block in _blocks)
        {
            NativeMemory.Free((void*)block); // nothing happens to a null
        }

        _blocks.Clear();
        Length = 0;
    }
}
