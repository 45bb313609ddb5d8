using System.Reflection;
using System.Runtime.InteropServices;
using EmotionNet.Training;
using TorchSharp;

namespace EmotionNet.Reporting;

/// <summary>Where a run took place: what a person needs to compare its times with another's.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="OperatingSystem">The system, in words.</param>
/// <param name="Processor">The processor, in words.</param>
/// <param name="Cores">Processors that this process sees.</param>
/// <param name="Threads">libtorch's threads.</param>
/// <param name="Device">The device, in words.</param>
/// <param name="Precision">The number format and why it was chosen.</param>
/// <param name="EmotionNet">This program's version.</param>
/// <param name="TorchSharp">TorchSharp's version.</param>
/// <param name="DotNet">The runtime's version.</param>
internal sealed record RunEnvironment(
    string Machine,
    string OperatingSystem,
    string Processor,
    int Cores,
    int Threads,
    string Device,
    string Precision,
    string EmotionNet,
    string TorchSharp,
    string DotNet)
{
    public static RunEnvironment Of(RunPlan plan) => new(
        Environment.MachineName,
        RuntimeInformation.OSDescription,
        ProcessorName(),
        Environment.ProcessorCount,
        torch.get_num_threads(),
        plan.Device,
        plan.Precision,
        VersionOf(typeof(RunEnvironment).Assembly),
        VersionOf(typeof(torch).Assembly),
        RuntimeInformation.FrameworkDescription);

    private static string ProcessorName()
    {
        const string List = "/proc/cpuinfo";
        var line = File.Exists(List) ? File.ReadLines(List).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    // The commit that the build appends after a plus sign says nothing to a reader.
    private static string VersionOf(Assembly assembly) =>
        (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+')[0];
}
