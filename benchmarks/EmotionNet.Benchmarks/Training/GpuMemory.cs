using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace EmotionNet.Benchmarks.Training;

/// <summary>The GPU memory that processes hold, as <c>nvidia-smi</c> reports it: the CUDA context, libraries and the allocator's cache included.</summary>
internal static class GpuMemory
{
    /// <summary>MiB by process id; empty without <c>nvidia-smi</c>. libtorch's allocator keeps what it has taken, so this is a process's peak.</summary>
    public static IReadOnlyDictionary<int, int> OfProcesses()
    {
        var megabytes = new Dictionary<int, int>();
        try
        {
            string[] arguments = ["--query-compute-apps=pid,used_gpu_memory", "--format=csv,noheader,nounits"];
            using var process = Process.Start(new ProcessStartInfo("nvidia-smi", arguments) { RedirectStandardOutput = true })!;
            while (process.StandardOutput.ReadLine()?.Split(',') is { } fields)
            {
                if (fields.Length == 2
                    && int.TryParse(fields[0], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var id)
                    && int.TryParse(fields[1], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var used))
                {
                    megabytes[id] = used;
                }
            }

            process.WaitForExit();
        }
        catch (Win32Exception)
        {
            // No NVIDIA driver: nothing to report.
        }

        return megabytes;
    }
}
