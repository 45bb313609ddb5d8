using EmotionNet.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>The models, by the name that the option <c>model-type</c> takes. A new network is one line here.</summary>
internal static class ModelRegistry
{
    private static readonly Dictionary<string, NetworkStage[]> Stages = new(StringComparer.Ordinal)
    {
        ["attention_emotion_net"] = [new(32, 1), new(64, 1), new(128, 2), new(256, 1)],
        ["attention_emotion_net_large"] = [new(48, 1), new(96, 1), new(192, 2), new(384, 1)],
        ["attention_emotion_net_small"] = [new(16, 1), new(32, 1), new(64, 1), new(128, 1)],
    };

    /// <summary>The known names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Stages.Keys];

    /// <summary>Builds a model on the CPU with random weights from torch's global generator.</summary>
    /// <exception cref="UserInputException">The name is unknown.</exception>
    public static Module<Tensor, Tensor> Create(string name, ModelConfiguration configuration)
    {
        TorchRuntime.Initialize();
        return new AttentionEmotionNet(StagesOf(name), configuration);
    }

    /// <summary>Widths and depths of a model.</summary>
    /// <exception cref="UserInputException">The name is unknown.</exception>
    public static IReadOnlyList<NetworkStage> StagesOf(string name) =>
        Stages.TryGetValue(name, out var stages)
            ? stages
            : throw new UserInputException($"unknown `model-type` \"{name}\"", $"use one of: {string.Join(", ", Names)}");
}
