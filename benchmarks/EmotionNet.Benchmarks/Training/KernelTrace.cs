using System.Runtime.InteropServices;

namespace EmotionNet.Benchmarks.Training;

/// <summary>
/// What the GPU did during some work, by the library of <c>benchmarks/gpu/kernel_trace.c</c>, which <see cref="LibraryVariable"/> names.
/// The Python peer calls the same library, so that both are counted by one tool.
/// </summary>
/// <param name="Kernels">Kernels launched.</param>
/// <param name="Copies">Copies and fills of memory.</param>
/// <param name="BusySeconds">Time in which at least one of these ran.</param>
internal readonly record struct KernelTrace(long Kernels, long Copies, double BusySeconds)
{
    /// <summary>The environment variable that names the library.</summary>
    public const string LibraryVariable = "EMOTIONNET_KERNEL_TRACE";

    private delegate int StartFunction();

    private delegate int StopFunction(out long kernels, out long copies, out double busySeconds);

    /// <summary>Traces work that ends with a wait for the device; null, and the work is not done, where the library or its CUPTI is missing.</summary>
    public static KernelTrace? Of(Action work)
    {
        if (Environment.GetEnvironmentVariable(LibraryVariable) is not { Length: > 0 } path || !NativeLibrary.TryLoad(path, out var library))
        {
            return null;
        }

        var start = Marshal.GetDelegateForFunctionPointer<StartFunction>(NativeLibrary.GetExport(library, "kernel_trace_start"));
        var stop = Marshal.GetDelegateForFunctionPointer<StopFunction>(NativeLibrary.GetExport(library, "kernel_trace_stop"));
        if (start() != 0)
        {
            return null;
        }

        work();
        return stop(out var kernels, out var copies, out var busySeconds) == 0 ? new(kernels, copies, busySeconds) : null;
    }
}
