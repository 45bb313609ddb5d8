using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Runtime;

/// <summary>The number format of activations, and why it was chosen.</summary>
/// <param name="DataType">Float32 or BFloat16.</param>
/// <param name="Reason">One phrase for the log.</param>
public sealed record ComputePrecision(ScalarType DataType, string Reason)
{
    private const int FirstGenerationWithBfloat16 = 8;

    /// <summary>Resolves <see cref="PrecisionChoice.Auto"/> by what the device can do fast.</summary>
    public static ComputePrecision Resolve(PrecisionChoice choice, Device device) => choice switch
    {
        PrecisionChoice.Fp32 => new(ScalarType.Float32, "fp32, as asked"),
        PrecisionChoice.Bf16 => new(ScalarType.BFloat16, "bf16, as asked"),
        _ when device.type == DeviceType.CUDA && CudaDevice.GenerationOf(Math.Max(device
            .index, 0)) < FirstGenerationWithBfloat16 => new(ScalarType.Float32, "fp32: the GPU is older than Ampere and has no bf16 arithmetic"),
        _ when device.type == DeviceType.CUDA => new(ScalarType.BFloat16, "bf16: the GPU computes in it"),
        _ when ProcessorHasBfloat16() => new(ScalarType.BFloat16, "bf16: the processor has AVX-512 BF16 or AMX"),
        _ => new(ScalarType.Float32, "fp32: the processor has no bf16 arithmetic, and emulating it is many times slower"),
    };

    // CPUID leaf 7: AMX-BF16 is subleaf 0, EDX bit 22; AVX512_BF16 is subleaf 1, EAX bit 5 (Intel SDM, volume 2A).
    private static bool ProcessorHasBfloat16()
    {
        if (!X86Base.IsSupported || !Avx512F.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
        {
            return false;
        }

        var leaf = X86Base.CpuId(7, 0);
        return (leaf.Edx & (1 << 22)) != 0 || (leaf.Eax >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0);
    }
}
