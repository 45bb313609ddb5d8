using EmotionNet.Checkpoints;
using EmotionNet.Files;
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

    /// <summary>Writes a model whole or not at all.</summary>
    /// <exception cref="UserInputException">The file cannot be written.</exception>
    public static void Write(string target, byte[] model) => AtomicFile.Write(target, model);

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
