using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Runtime;

/// <summary>Finds the device that an option names.</summary>
internal static class ComputeDevice
{
    /// <summary>Resolves <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    /// <exception cref="UserInputException">The name is none of these, or there is no such GPU.</exception>
    public static Device Resolve(string name)
    {
        TorchRuntime.Initialize();
        if (name == "cpu")
        {
            return CPU;
        }

        if (name == "auto")
        {
            return cuda.is_available() ? device(DeviceType.CUDA, 0) : CPU;
        }

        var index = 0;
        if (name != "cuda" && !(name.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out index)))
        {
            throw new UserInputException($"unknown `device` \"{name}\"", "use auto, cpu, cuda or cuda:N");
        }

        var count = cuda.is_available() ? cuda.device_count() : 0;
        return index < count
            ? device(DeviceType.CUDA, index)
            : throw new UserInputException(
                count == 0 ? $"`device` is {name}, but libtorch finds no CUDA GPU" : $"`device` is {name}, but there are {count} GPUs",
                count == 0 ? "use `device` cpu, or build with -p:TorchBackend=cuda on a machine with an NVIDIA driver" : $"use cuda:0 to cuda:{count - 1}");
    }
}
