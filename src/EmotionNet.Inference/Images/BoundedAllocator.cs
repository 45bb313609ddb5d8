using System.Buffers;
using System.Runtime.CompilerServices;
using SixLabors.ImageSharp.Memory;

namespace EmotionNet.Inference.Images;

/// <summary>
/// The memory of one decoding, bounded as a whole: what a progressive JPEG or a WebP needs beside its pixels does not show in its size. A decoder that
/// fails leaves its buffers to the finalizer; <see cref="Release"/> frees them at once.
/// </summary>
/// <param name="allocator">Allocates.</param>
/// <param name="maximumBytes">As much at the same time.</param>
internal sealed class BoundedAllocator(MemoryAllocator allocator, long maximumBytes) : MemoryAllocator
{
    // As ImageSharp's own allocator; rows of an image never cross the end of a buffer.
    private const int BufferCapacity = 4 << 20;

    private readonly object _lock = new();
    private readonly HashSet<IDisposable> _buffers = [];
    private long _bytes;

    /// <summary>Whether more was asked for.</summary>
    public bool IsExceeded { get; private set; }

    /// <inheritdoc/>
    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var bytes = (long)length * Unsafe.SizeOf<T>();
        lock (_lock)
        {
            if (_bytes + bytes > maximumBytes)
            {
                IsExceeded = true;
                throw new InvalidMemoryOperationException($"More than {maximumBytes} bytes.");
            }

            var buffer = new Buffer<T>(allocator.Allocate<T>(length, options), this, bytes);
            _buffers.Add(buffer);
            _bytes += bytes;
            return buffer;
        }
    }

    /// <summary>Frees all that is still held. To be called once nothing uses it any more.</summary>
    public void Release()
    {
        IDisposable[] left;
        lock (_lock)
        {
            left = [.. _buffers];
        }

        foreach (var buffer in left)
        {
            buffer.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override int GetBufferCapacityInBytes() => BufferCapacity;

    private void Free(IDisposable buffer, long bytes)
    {
        lock (_lock)
        {
            _bytes -= _buffers.Remove(buffer) ? bytes : 0;
        }
    }

    private sealed class Buffer<T>(IMemoryOwner<T> memory, BoundedAllocator allocator, long bytes) : IMemoryOwner<T>
    {
        public Memory<T> Memory => memory.Memory;

        public void Dispose()
        {
            memory.Dispose();
            allocator.Free(this, bytes);
        }
    }
}
