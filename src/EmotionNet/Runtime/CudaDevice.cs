using System.Runtime.InteropServices;

namespace EmotionNet.Runtime;

/// <summary>What the CUDA driver says of a GPU and TorchSharp 0.107 does not.</summary>
internal static partial class CudaDevice
{
    private const string Driver = "libcuda.so.1";
    private const int ComputeCapabilityMajor = 75; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR in cuda.h

    /// <summary>The major number of the compute capability, 8 for Ampere, or null where no driver tells.</summary>
    /// <param name="index">As in <c>cuda:N</c>.</param>
    public static int? GenerationOf(int index)
    {
        try
        {
            return Initialize(0) == 0 && Get(out var device, index) == 0 && Attribute(out var major, ComputeCapabilityMajor, device) == 0 ? major : null;
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport(Driver, EntryPoint = "cuInit")]
    private static partial int Initialize(uint flags);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGet")]
    private static partial int Get(out int device, int ordinal);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetAttribute")]
    private static partial int Attribute(out int value, int attribute, int device);
}
