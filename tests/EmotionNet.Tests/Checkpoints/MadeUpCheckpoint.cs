using EmotionNet.Checkpoints;

namespace EmotionNet.Tests.Checkpoints;

/// <summary>Files that say that they are a run's, or that they are not, without a training.</summary>
internal static class MadeUpCheckpoint
{
    /// <summary>A checkpoint of a run of ours, with nothing in it.</summary>
    public static string Write(string path, string mode = "default")
    {
        SafetensorsFile.Write(path, new Dictionary<string, TorchSharp.torch.Tensor>(), new Dictionary<string, string>
        {
            ["emotionnet_version"] = "2",
            ["options"] = $"{{\"mode\":\"{mode}\"}}",
        });
        return path;
    }

    /// <summary>A whole safetensors file of another program.</summary>
    public static void WriteForeign(string path) =>
        SafetensorsFile.Write(path, new Dictionary<string, TorchSharp.torch.Tensor>(), new Dictionary<string, string> { ["format"] = "pt" });
}
