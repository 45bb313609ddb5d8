using EmotionNet.Inference.Images;
using SixLabors.ImageSharp.Memory;

namespace EmotionNet.Tests.Inference.Images;

/// <summary>The memory of one decoding.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class BoundedAllocatorTests
{
    private readonly BoundedAllocator _allocator = new(new SimpleGcMemoryAllocator(), maximumBytes: 1000);

    [Fact]
    public void What_is_held_at_the_same_time_is_bounded()
    {
        using var held = _allocator.Allocate<int>(200);

        Assert.Throws<InvalidMemoryOperationException>(() => _allocator.Allocate<byte>(201));
        Assert.True(_allocator.IsExceeded);
        using var rest = _allocator.Allocate<byte>(200);
        Assert.Equal(200, rest.Memory.Length);
    }

    [Fact]
    public void What_is_freed_once_or_more_counts_no_longer()
    {
        var first = _allocator.Allocate<byte>(1000);
        first.Dispose();
        first.Dispose();

        using var second = _allocator.Allocate<byte>(1000);
        Assert.Throws<InvalidMemoryOperationException>(() => _allocator.Allocate<byte>(1));
    }

    [Fact]
    public void Release_frees_what_a_decoder_has_left()
    {
        _allocator.Allocate<byte>(600);
        _allocator.Allocate<byte>(400);

        _allocator.Release();

        using var all = _allocator.Allocate<byte>(1000);
        Assert.False(_allocator.IsExceeded);
    }
}
