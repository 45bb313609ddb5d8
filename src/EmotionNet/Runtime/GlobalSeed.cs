using TorchSharp;

namespace EmotionNet.Runtime;

/// <summary>The seed of torch's global generators, of which the CPU and each GPU has one.</summary>
internal static class GlobalSeed
{
    /// <summary>Seeds all of them. <c>torch.manual_seed</c> of TorchSharp 0.107 seeds the CPU's alone, and a GPU's begins with a number from the system.</summary>
    public static void Set(long seed)
    {
        torch.manual_seed(seed).Dispose();
        torch.cuda.manual_seed_all(seed); // does nothing without a GPU
    }
}
