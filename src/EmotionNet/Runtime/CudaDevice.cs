using System.Runtime.InteropServices;
using System.Text;

namespace EmotionNet.Runtime;

/// <summary>What the CUDA driver says of the GPUs and TorchSharp 0.107 does not.</summary>
internal static partial class CudaDevice
{
    private const string Driver = "libcuda.so.1";
    private const int Success = 0;
    private const int NoDriver = -1;
    private const int ComputeCapabilityMajor = 75; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR in cuda.h
    private const int NameLength = 256;
    private const int UuidLength = 16;

    /// <summary>Why libtorch sees no GPU, and what to do about it.</summary>
    public static (string Problem, string Fix) Missing() => Ask(() => Initialize(0)) switch
    {
        NoDriver => ("this machine has no NVIDIA driver", "use `device` cpu, or install the driver"),
        not Success and var error => ($"the NVIDIA driver finds no usable GPU (CUDA error {error})", "use `device` cpu, or see what nvidia-smi says"),
        _ when !HasCuda() => (
            "this libtorch was built without CUDA",
            $"use `device` cpu, build with -p:TorchBackend=cuda, or name a PyTorch for CUDA in {NativeLibraries.LibtorchVariable}"),
        _ => (
            $"this libtorch finds no GPU with the NVIDIA driver, which supports CUDA {DriverVersion()}",
            $"use `device` cpu, update the driver, or use a libtorch for CUDA {DriverVersion()} or older"),
    };

    /// <summary>Whether the driver has a GPU.</summary>
    public static bool IsThere() => Ask(() => Initialize(0)) == Success && Ask(() => Count(out var count) == Success ? count : 0) > 0;

    /// <summary>The major number of the compute capability, 8 for Ampere, or null where no driver tells.</summary>
    /// <param name="index">As in <c>cuda:N</c>.</param>
    public static int? GenerationOf(int index)
    {
        var generation = Ask(() => Initialize(0) == Success && Get(out var device, index) == Success
            && Attribute(out var major, ComputeCapabilityMajor, device) == Success ? major : NoDriver);
        return generation == NoDriver ? null : generation;
    }

    /// <summary>The model, such as <c>NVIDIA H100 80GB HBM3</c>, or null where no driver tells.</summary>
    /// <param name="index">As in <c>cuda:N</c>.</param>
    public static string? NameOf(int index)
    {
        var name = new byte[NameLength];
        return Ask(() => Initialize(0) == Success && Get(out var device, index) == Success ? Name(name, NameLength, device) : NoDriver) == Success
            ? Encoding.UTF8.GetString(name.AsSpan(0, Math.Max(0, name.AsSpan().IndexOf((byte)0))))
            : null;
    }

    /// <summary>The UUID of a GPU, or of its part where it is divided; null where no driver tells.</summary>
    /// <param name="index">As in <c>cuda:N</c>.</param>
    public static string? IdentityOf(int index)
    {
        var identity = new byte[UuidLength];
        return Ask(() => Initialize(0) == Success && Get(out var device, index) == Success ? Uuid(identity, device) : NoDriver) == Success
            ? Convert.ToHexStringLower(identity)
            : null;
    }

    /// <summary>Makes a GPU the calling thread's current one, to libraries that take that: TorchSharp 0.107 cannot.</summary>
    /// <param name="index">As in <c>cuda:N</c>; libtorch has computed on it.</param>
    /// <exception cref="InvalidOperationException">The driver refuses.</exception>
    public static void MakeCurrent(int index)
    {
        // libtorch, as the CUDA runtime, uses the primary context; it is retained for the life of the process.
        var error = Ask(() => Get(out var device, index) is var first and not Success ? first
            : RetainPrimary(out var context, device) is var second and not Success ? second
            : SetCurrent(context));
        if (error != Success)
        {
            throw new InvalidOperationException($"the CUDA driver cannot make GPU {index} current (error {error})");
        }
    }

    private static string DriverVersion()
    {
        var version = Ask(() => Version(out var number) == Success ? number : NoDriver); // 13000 for 13.0
        return $"{version / 1000}.{version % 1000 / 10}";
    }

    private static bool HasCuda() => NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so", out _);

    private static int Ask(Func<int> question)
    {
        try
        {
            return question();
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            return NoDriver;
        }
    }

    [LibraryImport(Driver, EntryPoint = "cuInit")]
    private static partial int Initialize(uint flags);

    [LibraryImport(Driver, EntryPoint = "cuDriverGetVersion")]
    private static partial int Version(out int version);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetCount")]
    private static partial int Count(out int count);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGet")]
    private static partial int Get(out int device, int ordinal);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetName")]
    private static partial int Name([Out] byte[] name, int length, int device);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetUuid_v2")]
    private static partial int Uuid([Out] byte[] identity, int device);

    [LibraryImport(Driver, EntryPoint = "cuDevicePrimaryCtxRetain")]
    private static partial int RetainPrimary(out nint context, int device);

    [LibraryImport(Driver, EntryPoint = "cuCtxSetCurrent")]
    private static partial int SetCurrent(nint context);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetAttribute")]
    private static partial int Attribute(out int value, int attribute, int device);
}
