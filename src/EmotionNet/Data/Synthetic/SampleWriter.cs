using System.Text;
using EmotionNet.Files;
using EmotionNet.Inference.Images;

namespace EmotionNet.Data.Synthetic;

/// <summary>
/// Writes drawn faces in the layouts of FER2013 and of Microsoft's FER+. Each file is written under another name and then renamed, and
/// the tables come after the images that they name: what is there is whole.
/// </summary>
internal static class SampleWriter
{
    private static readonly string VoteHeader = "Usage,Image name," + string.Join(',', EmotionClasses.FerPlus) + ",unknown,NF";

    /// <summary>Someone's real data may lie there.</summary>
    public static void RefuseToOverwrite(string directory)
    {
        string[] taken = [Path.Combine(directory, "fer2013.csv"), Path.Combine(directory, "FERPlus")];
        if (taken.FirstOrDefault(Path.Exists) is { } path)
        {
            throw new UserInputException("there is a dataset already", "name another folder for the sample, or remove this", path);
        }
    }

    /// <summary>Writes all files.</summary>
    public static void Write(string directory, IReadOnlyList<SyntheticSplit> splits)
    {
        try
        {
            var ferPlus = Path.Combine(directory, "FERPlus");
            WriteImagesAndVotes(ferPlus, splits);
            WriteLines(Path.Combine(directory, "fer2013.csv"), splits.SelectMany(PixelRows).Prepend("emotion,pixels,Usage"));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new UserInputException("the sample cannot be written", "name a folder that you may write to, with 40 MB free", directory, inner: exception);
        }
    }

    private static void WriteImagesAndVotes(string directory, IReadOnlyList<SyntheticSplit> splits)
    {
        var rows = new List<string> { VoteHeader };
        var images = 0;
        foreach (var split in splits)
        {
            var folder = Path.Combine(directory, "data", FolderOf(split.Split));
            Directory.CreateDirectory(folder);
            for (var index = 0; index < split.Count; index++)
            {
                var votes = split.VotesOf(index).ToArray();

                // As in the real file: what all annotators call not a face has no name, no image and no number.
                var name = votes[(int)FerPlusEmotion.NotAFace] == Annotators.Count ? "" : $"fer{images++:D7}.png";
                rows.Add($"{UsageOf(split.Split)},{name},{string.Join(',', votes)}");
                if (name.Length > 0)
                {
                    WriteImage(Path.Combine(folder, name), split.PixelsOf(index));
                }
            }
        }

        WriteLines(Path.Combine(directory, "fer2013new.csv"), rows);
    }

    private static void WriteImage(string path, ReadOnlySpan<byte> pixels)
    {
        // No atomic file: flushing six thousand of them to disk takes minutes, and the votes, which come last, make them a dataset.
        using var file = File.Create(path);
        ImageFile.WriteGreyPng(file, pixels, FaceSet.ImageSize, FaceSet.ImageSize);
    }

    private static void WriteLines(string path, IEnumerable<string> lines) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        foreach (var line in lines)
        {
            writer.WriteLine(line);
        }
    });

    private static IEnumerable<string> PixelRows(SyntheticSplit split)
    {
        var row = new StringBuilder();
        for (var index = 0; index < split.Count; index++)
        {
            row.Clear().Append(split.Labels[index]).Append(',').AppendJoin(' ', split.PixelsOf(index).ToArray()).Append(',').Append(UsageOf(split.Split));
            yield return row.ToString();
        }
    }

    private static string UsageOf(DataSplit split) => split switch
    {
        DataSplit.Training => "Training",
        DataSplit.Validation => "PublicTest",
        _ => "PrivateTest",
    };

    private static string FolderOf(DataSplit split) => split switch
    {
        DataSplit.Training => "FER2013Train",
        DataSplit.Validation => "FER2013Valid",
        _ => "FER2013Test",
    };
}
