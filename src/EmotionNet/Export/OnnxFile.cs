using EmotionNet.Checkpoints;
using EmotionNet.Files;
using EmotionNet.Inference;
using Google.Protobuf;
using Onnx;

namespace EmotionNet.Export;

/// <summary>The <c>.onnx</c> file that an export writes.</summary>
internal static class OnnxFile
{
    private const int MaximumLength = 256 << 20;

    /// <summary>Refuses a file that an export must not replace.</summary>
    /// <param name="checkpoint">The checkpoint to export.</param>
    /// <param name="target">The file to write.</param>
    /// <exception cref="UserInputException">The target is the checkpoint itself, a file of a run, or not a model that was exported here.</exception>
    public static void RequireTarget(string checkpoint, string target) => ExportTarget.Require(checkpoint, target, IsExport);

    /// <summary>Whether a path has the extension of these files.</summary>
    public static bool IsNamed(string path) => Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);

    private static bool IsExport(string path)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(InputFiles.ReadAllBytes(path, MaximumLength));
            return model.MetadataProps.Any(entry => entry.Key == OnnxMetadata.Version);
        }
        catch (Exception error) when (error is UserInputException or InvalidProtocolBufferException)
        {
            return false;
        }
    }
}
