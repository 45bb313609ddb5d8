using EmotionNet.Files;

namespace EmotionNet.Checkpoints;

/// <summary>Where an export may be written.</summary>
internal static class ExportTarget
{
    /// <summary>Refuses a file that an export must not replace.</summary>
    /// <param name="checkpoint">The checkpoint to export.</param>
    /// <param name="target">The file to write.</param>
    /// <param name="isExport">Whether a file is an earlier export, which may be replaced; null asks for weights in half precision.</param>
    /// <exception cref="UserInputException">The target is the checkpoint itself, under whatever path, a file of a run, or not an export.</exception>
    public static void Require(string checkpoint, string target, Func<string, bool>? isExport = null)
    {
        const string Fix = "write the export to a file of its own, such as fer2013.safetensors";
        if (PathIdentity.IsSameFile(target, checkpoint))
        {
            throw new UserInputException("this is, or is a copy of, the checkpoint that is exported", Fix, target);
        }

        var file = PathIdentity.Resolve(target);
        if (!File.Exists(file))
        {
            return;
        }

        if (RunFileNames.Contains(Path.GetFileName(file)))
        {
            throw new UserInputException("this has the name of a file of a run", Fix, target);
        }

        if (!(isExport ?? AreHalfPrecisionWeights)(file))
        {
            throw new UserInputException("this file is not one that emotionnet exported, and would be replaced", Fix, target);
        }
    }

    // And nothing to resume from.
    private static bool AreHalfPrecisionWeights(string path)
    {
        try
        {
            var (metadata, dataTypes) = SafetensorsFile.ReadContents(path);
            return metadata.ContainsKey(CheckpointMetadata.VersionKey) && !CheckpointMetadata.IsResumable(metadata) && dataTypes.All(type => type == "F16");
        }
        catch (UserInputException)
        {
            return false;
        }
    }
}
