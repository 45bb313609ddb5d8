using System.Runtime.InteropServices;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Models;
using EmotionNet.Optimization;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>The weights of a new network that are not random.</summary>
internal static class FirstWeights
{
    /// <summary>Puts them into the network.</summary>
    /// <param name="weights">Of the network.</param>
    /// <param name="options">The settings.</param>
    /// <param name="initial">Those of <see cref="TrainingOptions.InitFrom"/>, or null.</param>
    /// <param name="data">The data, on the CPU.</param>
    /// <param name="ranks">The processes of the run.</param>
    /// <exception cref="UserInputException">The file of the weights is damaged.</exception>
    public static void Set(FlatParameters weights, TrainingOptions options, InitialWeights? initial, EmotionDataset data, IRankGroup ranks)
    {
        if (initial is not null)
        {
            initial.CopyInto(weights, data.ClassNames);
        }
        else if (options.Stem == StemKernels.Whitened)
        {
            WhitenStem(weights, data.Training!.Images, ranks);
        }
    }

    private static void WhitenStem(FlatParameters weights, Tensor faces, IRankGroup ranks)
    {
        using var noGradients = no_grad();
        var target = weights.NamedViews.Single(entry => entry.Name == AttentionEmotionNet.StemKernelName).View; // [channels, 1, k, k]
        using var kernels = PatchWhitening.Kernels(faces, (int)target.shape[0], (int)target.shape[^1]);
        var numbers = kernels.data<float>().ToArray();
        ranks.Broadcast(MemoryMarshal.AsBytes(numbers.AsSpan())); // processors of another kind may round otherwise
        using var shared = tensor(numbers, kernels.shape);
        target.copy_(shared);
    }
}
