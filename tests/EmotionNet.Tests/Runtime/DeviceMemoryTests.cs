using System.Runtime.InteropServices;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Runtime;

public sealed class DeviceMemoryTests
{
    [Fact]
    public void A_tensor_that_no_memory_holds_is_known_by_its_error() => AssertKnown("cpu");

    [CudaFact]
    public void So_is_a_tensor_that_no_gpu_holds() => AssertKnown(CudaFactAttribute.Gpu);

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.11 GiB of which 1.25 GiB is free.", true)]
    [InlineData("CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported at some other API call", true)]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", true)]
    [InlineData("cuDNN error: CUDNN_STATUS_ALLOC_FAILED", true)]
    [InlineData("cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED", true)]
    [InlineData("CUDA error: no kernel image is available for execution on the device", false)]
    [InlineData("CUDA error: an illegal memory access was encountered", false)]
    public void Messages_of_cuda_libraries_are_told_apart(string message, bool isExhausted) =>
        Assert.Equal(isExhausted, DeviceMemory.IsExhausted(new LibtorchException(message)));

    private static void AssertKnown(string device)
    {
        var error = Assert.Throws<ExternalException>(() => empty(1L << 46, uint8, new Device(device)));

        Assert.True(DeviceMemory.IsExhausted(error), error.Message);
    }

    private sealed class LibtorchException(string message) : ExternalException(message);
}
