using System.Runtime.InteropServices;

namespace EmotionNet.Numerics;

/// <summary>The one door to libtorch: whoever uses TorchSharp calls <see cref="Initialize"/> first.</summary>
public static partial class TorchRuntime
{
    private static readonly Lazy<bool> Initialized = new(() =>
    {
        KeepFreedMemory();
        NativeLibraries.Prepare();
        return true;
    });

    /// <summary>Prepares the native libraries and the memory allocator, once a process.</summary>
    /// <exception cref="UserInputException">The environment names a libtorch that is not usable.</exception>
    public static void Initialize() => _ = Initialized.Value;

    // glibc gives large blocks back to the system at once, and each step faults them in again: measured at a fifth of a step.
    private static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        const int trimThreshold = -1, topPad = -2, mmapThreshold = -3;
        try
        {
            _ = MallocOption(mmapThreshold, 1 << 30);
            _ = MallocOption(trimThreshold, int.MaxValue);
            _ = MallocOption(topPad, 64 << 20);
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc: the allocator stays as it is.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallocOption(int parameter, int value);
}
