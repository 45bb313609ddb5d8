using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Runtime;

/// <summary>Finds the device that an option names.</summary>
internal static class ComputeDevice
{
    private const string Automatic = "auto";

    /// <summary>Resolves <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>, and computes a number on a GPU, which shows whether it can be used.</summary>
    /// <exception cref="UserInputException">The name is none of these, there is no such GPU, or it cannot compute.</exception>
    public static Device Resolve(string name)
    {
        TorchRuntime.Initialize();
        if (name == "cpu")
        {
            return CPU;
        }

        if (name == Automatic)
        {
            return cuda.is_available() ? Prepare(device(DeviceType.CUDA, 0)) : CPU;
        }

        var index = 0;
        if (name != "cuda" && !(name.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out index)))
        {
            throw new UserInputException($"unknown `device` \"{name}\"", "use auto, cpu, cuda or cuda:N");
        }

        var count = cuda.is_available() ? cuda.device_count() : 0;
        if (count == 0)
        {
            var (problem, fix) = CudaDevice.Missing();
            throw new UserInputException($"`device` is {name}, but {problem}", fix);
        }

        return index < count
            ? Prepare(device(DeviceType.CUDA, index))
            : throw new UserInputException(
                count == 1 ? $"`device` is {name}, but there is one GPU" : $"`device` is {name}, but there are {count} GPUs",
                count == 1 ? "use cuda:0" : $"use cuda:0 to cuda:{count - 1}");
    }

    /// <summary>What a run on <c>auto</c> should know: why a GPU that is there is not used; null where none is or it is used.</summary>
    public static string? Unused(string name, Device device) =>
        name == Automatic && device.type == DeviceType.CPU && CudaDevice.IsThere() && CudaDevice.Missing() is var (problem, fix)
            ? $"An NVIDIA GPU is there and is not used: {problem}; {fix}."
            : null;

    /// <summary>The device in words: <c>CPU, 2 threads</c> or <c>cuda:0 (NVIDIA H100 80GB HBM3)</c>.</summary>
    public static string Describe(Device device) => device.type switch
    {
        DeviceType.CPU when get_num_threads() == 1 => "CPU, 1 thread",
        DeviceType.CPU => $"CPU, {get_num_threads()} threads",
        _ => CudaDevice.NameOf(device.index) is { } model ? $"{device} ({model})" : device.ToString(),
    };

    // fp32 means fp32 on a GPU too: by default libtorch's convolutions round their inputs to TF32, and only its matrix products do not.
    private static Device Prepare(Device gpu)
    {
        backends.cudnn.allow_tf32 = false;
        backends.cuda.matmul.allow_tf32 = false; // NVIDIA's images turn it on by TORCH_ALLOW_TF32_CUBLAS_OVERRIDE
        try
        {
            using var one = ones(1, device: gpu);
            using var two = one + one;
            _ = two.item<float>();
            return gpu;
        }
        catch (ExternalException error)
        {
            var reason = error.Message.Split('\n')[0].Trim().TrimEnd('.');
            throw new UserInputException(
                $"{Describe(gpu)} cannot compute ({reason})", "use another `device`, free the GPU, or use a libtorch that was built for it", inner: error);
        }
    }
}
