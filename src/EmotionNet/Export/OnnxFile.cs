using EmotionNet.Checkpoints;
using EmotionNet.Files;
using EmotionNet.Inference;
using Google.Protobuf;
using Onnx;

namespace EmotionNet.Export;

/// <summary>The <c>.onnx</c> file that an export writes.</summary>
internal static class OnnxFile
{
    private const int MaximumLength = 256 << 20, MaximumModelLength = 1 << 30;

    // The integers of a graph are shapes and axes.
    private const int FloatType = (int)TensorProto.Types.DataType.Float, HalfType = (int)TensorProto.Types.DataType.Float16;

    /// <summary>Refuses a file that an export must not replace.</summary>
    /// <param name="checkpoint">The checkpoint to export.</param>
    /// <param name="target">The file to write.</param>
    /// <exception cref="UserInputException">The target is the checkpoint itself, a file of a run, or not a model that was exported here.</exception>
    public static void RequireTarget(string checkpoint, string target) => ExportTarget.Require(checkpoint, target, IsExport);

    /// <summary>Whether a path has the extension of these files.</summary>
    public static bool IsNamed(string path) => Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>The numbers in the tensors of a model's graph.</summary>
    /// <exception cref="UserInputException">The file is damaged.</exception>
    public static long CountParameters(string path)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(InputFiles.ReadAllBytes(path, MaximumModelLength)).Graph.Initializer
                .Where(tensor => tensor.DataType is FloatType or HalfType)
                .Sum(tensor => tensor.Dims.Aggregate(1L, (product, side) => product * side));
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new UserInputException("the file is not an ONNX model, or is cut off", "use another model", path, inner: error);
        }
    }

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
