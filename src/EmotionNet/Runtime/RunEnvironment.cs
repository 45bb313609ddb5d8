using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace EmotionNet.Runtime;

/// <summary>Where a run takes place: what decides its speed and the last bits of its numbers.</summary>
public sealed record RunEnvironment
{
    private const string ProcessorList = "/proc/cpuinfo";

    // What libtorch and oneDNN choose their kernels by.
    private static readonly string[] KernelExtensions = ["avx2", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "sve", "bf16"];

    private static readonly string[] KernelVariables =
        ["ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "ONEDNN_DEFAULT_FPMATH_MODE", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "CUBLAS_WORKSPACE_CONFIG"];

    /// <summary>The machine's name.</summary>
    public required string Machine { get; init; }

    /// <summary>The operating system, in words.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The processor, in words.</summary>
    public required string Processor { get; init; }

    /// <summary>Its instruction sets that kernels are chosen by, separated by blanks; empty where the system does not tell.</summary>
    public required string Instructions { get; init; }

    /// <summary>Processors that the process sees.</summary>
    public required int Cores { get; init; }

    /// <summary>libtorch's threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Processes that share each batch.</summary>
    public required int Ranks { get; init; }

    /// <summary>The device, in words.</summary>
    public required string Device { get; init; }

    /// <summary>The number format and why it was chosen.</summary>
    public required string Precision { get; init; }

    /// <summary>This program's version.</summary>
    public required string EmotionNet { get; init; }

    /// <summary>The commit that the program was built from; empty where the build did not know it.</summary>
    public required string Commit { get; init; }

    /// <summary>TorchSharp's version.</summary>
    public required string TorchSharp { get; init; }

    /// <summary>The version of .NET.</summary>
    public required string DotNet { get; init; }

    /// <summary>Environment variables that choose kernels, <c>NAME=value</c>, separated by blanks; empty where none is set.</summary>
    public required string Variables { get; init; }

    /// <summary>The environment of this process.</summary>
    /// <param name="device">The device, in words.</param>
    /// <param name="precision">The number format.</param>
    /// <param name="ranks">Processes that share each batch.</param>
    internal static RunEnvironment Here(string device, ComputePrecision precision, int ranks)
    {
        var version = VersionOf(typeof(RunEnvironment).Assembly).Split('+', 2);
        return new()
        {
            Machine = Environment.MachineName,
            OperatingSystem = RuntimeInformation.OSDescription,
            Processor = FieldOf("model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Instructions = string.Join(' ', KernelExtensions.Intersect((FieldOf("flags") ?? FieldOf("Features") ?? "").Split(' '))),
            Cores = Environment.ProcessorCount,
            Threads = torch.get_num_threads(),
            Ranks = ranks,
            Device = device,
            Precision = precision.Reason,
            EmotionNet = version[0],
            Commit = version.Length > 1 ? version[1] : "",
            TorchSharp = VersionOf(typeof(torch).Assembly).Split('+')[0],
            DotNet = RuntimeInformation.FrameworkDescription,
            Variables = string.Join(' ', KernelVariables
                .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
                .Where(variable => !string.IsNullOrEmpty(variable.Value))
                .Select(variable => $"{variable.Name}={variable.Value}")),
        };
    }

    // Of the first processor (Linux).
    private static string? FieldOf(string name)
    {
        var line = File.Exists(ProcessorList) ? File.ReadLines(ProcessorList).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim();
    }

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
