namespace EmotionNet.Runtime;

/// <summary>The number format of the network's activations; master weights and loss are always fp32.</summary>
public enum PrecisionChoice
{
    /// <summary>bf16 where the processor or GPU has fast bf16, else fp32.</summary>
    Auto,

    /// <summary>bfloat16.</summary>
    Bf16,

    /// <summary>32-bit floating point.</summary>
    Fp32,
}
