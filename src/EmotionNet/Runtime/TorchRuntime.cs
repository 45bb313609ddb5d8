using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace EmotionNet.Runtime;

/// <summary>
/// Prepares libtorch for this process. The library does so by itself; a program that uses TorchSharp before EmotionNet calls
/// <see cref="Initialize"/> first.
/// </summary>
public static partial class TorchRuntime
{
    private static readonly Lazy<bool> Initialized = new(() =>
    {
        KeepFreedMemory();
        LimitSpinning();
        _ = NativeLibraries.Prepare();
        return true;
    });

    /// <summary>Prepares the native libraries and the memory allocator, once a process.</summary>
    /// <exception cref="UserInputException">There is no usable libtorch.</exception>
    public static void Initialize() => _ = Initialized.Value;

    // Covers whatever of the library is used first: TorchSharp begins by asking for these names, and a CPU build never has torch_cuda.
    // The usual first calls also call Initialize, because TorchSharp replaces an exception that is thrown here by its own.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It only subscribes to an event; libtorch is loaded when TorchSharp is first used.")]
    internal static void InitializeWithTorchSharp() => LoadContext.ResolvingUnmanagedDll += (_, name) =>
    {
        if (name is not ("torch_cuda" or "torch_cpu" or "LibTorchSharp"))
        {
            return 0;
        }

        if (!NativeLibraries.ArePrepared)
        {
            Initialize();
        }

        return name == "LibTorchSharp" ? NativeLibraries.Prepare() : 0;
    };

    private static AssemblyLoadContext LoadContext => AssemblyLoadContext.GetLoadContext(typeof(TorchRuntime).Assembly) ?? AssemblyLoadContext.Default;

    // glibc gives large blocks back to the system at once, and each step faults them in again (docs/performance.md has the cost).
    // Whoever tunes glibc by its own variables has decided.
    private static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux()
            || Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("MALLOC_", StringComparison.Ordinal)))
        {
            return;
        }

        const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3, ArenaMax = -8;
        try
        {
            _ = MallocOption(MmapThreshold, 1 << 30);
            _ = MallocOption(TrimThreshold, int.MaxValue);
            _ = MallocOption(TopPad, 64 << 20);
            _ = MallocOption(ArenaMax, 1); // a thread's own arena gives its memory back all the same
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc: the allocator stays as it is.
        }
    }

    // OpenMP's threads spin while they wait for each other: long, they starve each other where other processes compute; short, each
    // parallel region wakes them anew. This many turns keep most of the speed of an idle machine and stay usable on a busy one
    // (docs/performance.md). Read by the library when it is loaded; what the user has set stays.
    private static void LimitSpinning()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            CEnvironment.Set("GOMP_SPINCOUNT", "10000", overwrite: false);
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallocOption(int parameter, int value);
}
