using System.Runtime.InteropServices;

namespace EmotionNet.Runtime;

/// <summary>Recognizes an error of libtorch that means that a device has no memory left.</summary>
internal static class DeviceMemory
{
    // Of the CUDA allocator and driver, cuBLAS, cuDNN, and the CPU allocator on Linux and Windows.
    private static readonly string[] Signs =
    [
        "out of memory", "STATUS_ALLOC_FAILED", "ALLOCATION_FAILED", "DefaultCPUAllocator: can't allocate", "DefaultCPUAllocator: not enough",
    ];

    /// <summary>Whether the message of an error says so.</summary>
    public static bool IsExhausted(ExternalException error) => Signs.Any(sign => error.Message.Contains(sign, StringComparison.Ordinal));
}
