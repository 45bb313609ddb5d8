using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.Synthetic;
using EmotionNet.Inference.Images;

namespace EmotionNet.Tests.Data;

/// <summary>Small data files, made by the tests that read them.</summary>
internal static class SmallData
{
    public const string Header = "emotion,pixels,Usage\n";

    public const string VotesHeader = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n";

    /// <summary>All that a command says on stderr of the bundled sample in a directory of this name: FER+'s images lie beside the table that is read.</summary>
    public const string UnreadOfSample = @"^Warning: fer2013\.csv \(sample/fer2013\.csv\) is read\. sample: not read are FERPlus/ with \d+ image\(s\)\.\n$";

    /// <summary>The pixels of a face of one grey.</summary>
    public static string Pixels(int grey, int count = FaceSet.PixelCount) => string.Join(' ', Enumerable.Repeat(grey, count));

    /// <summary>A row of fer2013.csv.</summary>
    public static string Row(int label, int grey, string usage = "Training") => $"{label},{Pixels(grey)},{usage}\n";

    /// <summary>A face for each class in each of the named splits; the grey is the label.</summary>
    public static string AllClasses(params string[] usages) =>
        Header + string.Concat(usages.SelectMany(usage => Enumerable.Range(0, 7).Select(label => Row(label, label, usage))));

    /// <summary>Writes an image of one grey.</summary>
    public static void WriteImage(string path, int grey = 100, int width = FaceSet.ImageSize, int height = FaceSet.ImageSize)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ImageFile.WriteGreyPng(path, Enumerable.Repeat((byte)grey, width * height).ToArray(), width, height);
    }

    /// <summary>Drawn faces, 48 to train and 48 to validate on.</summary>
    /// <param name="withValidation">Whether the data has a validation split; else a fifth of the training faces is held out by seed 1.</param>
    public static EmotionDataset DrawnFaces(bool withValidation)
    {
        using var folder = new TemporaryFolder();
        SyntheticFaces.WriteTo(folder.Path, seed: 1, training: 48, validation: 48, test: 16);
        if (withValidation)
        {
            return Fer2013Dataset.Load(folder.Path, [DataSplit.Validation]);
        }

        var file = folder.File("fer2013.csv");
        File.WriteAllLines(file, File.ReadAllLines(file).Where(row => !row.EndsWith("PublicTest", StringComparison.Ordinal)));
        return HeldOutSplit.Apply(Fer2013Dataset.Load(folder.Path, []), 0.2, seed: 1, file);
    }

    /// <summary>The first pixel of each face.</summary>
    public static int[] Greys(FaceSet faces)
    {
        using var first = faces.Images.cpu();
        return first.data<byte>().Where((_, index) => index % FaceSet.PixelCount == 0).Select(value => (int)value).ToArray();
    }

    /// <summary>The class of each face.</summary>
    public static int[] Labels(FaceSet faces) => faces.Labels.data<long>().Select(label => (int)label).ToArray();

    /// <summary>The error of an action, with the parts that every message about a file has.</summary>
    public static UserInputException ErrorOf(Action action)
    {
        var error = Assert.Throws<UserInputException>(action);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        Assert.EndsWith($"{error.Fix}.", error.Message, StringComparison.Ordinal);
        return error;
    }
}
