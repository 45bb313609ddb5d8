using EmotionNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Distributed;

/// <summary>Finds the device of a rank.</summary>
internal static class RankDevice
{
    /// <summary>
    /// As <see cref="ComputeDevice.Resolve"/>; among several ranks <c>auto</c> and <c>cuda</c> are the GPU of the rank's number on its machine. Where
    /// there are fewer, ranks get the same one, which <see cref="RankTopology.RequireOneGpuEach"/> finds; where a scheduler shows each rank its own
    /// GPU alone, that one is <c>cuda:0</c> to all.
    /// </summary>
    /// <param name="name">The setting.</param>
    /// <param name="ranks">The ranks.</param>
    /// <exception cref="UserInputException">The name is of no device, there is no such GPU, or it cannot compute.</exception>
    public static Device Resolve(string name, IRankGroup ranks)
    {
        var device = ComputeDevice.Resolve(name);
        return ranks.Count == 1 || device.type == DeviceType.CPU || name.Contains(':', StringComparison.Ordinal)
            ? device
            : ComputeDevice.Resolve($"cuda:{ranks.LocalRank % cuda.device_count()}");
    }

    /// <summary>What tells a GPU from others, of any machine; empty for the CPU.</summary>
    public static string IdentityOf(Device device) =>
        device.type == DeviceType.CPU ? "" : CudaDevice.IdentityOf(device.index) ?? $"{Environment.MachineName} {device}";
}
