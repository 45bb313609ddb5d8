using EmotionNet.Data.ImageFolders;

namespace EmotionNet.Data.Fer2013;

/// <summary>The sentence for a folder in which no layout is recognised.</summary>
internal static class UnrecognisedData
{
    private const int MaximumNames = 100;

    private const string Recognised = "fer2013.csv, icml_face_data.csv, train.csv, another table with the columns emotion and pixels, "
        + "or folders such as train/angry";

    /// <summary>What is there instead: an archive to unpack, a table with other columns; or else nothing.</summary>
    /// <param name="path">The folder that the user named.</param>
    /// <param name="reading">The classes that it was read for.</param>
    public static UserInputException At(string path, ClassReading reading)
    {
        if (reading.IsOfFer2013 && UnreadData.FindForeign(path) is { } foreign)
        {
            return foreign;
        }

        var files = FolderTree.Files(path, []).Where(UnreadData.IsDataName).Take(MaximumNames).ToList();
        var images = files.Count(ImageBatchLoader.IsImageName);
        var names = UnreadData.List([.. files.Select(file => Path.GetRelativePath(path, file))]);
        if (!reading.IsOfFer2013)
        {
            return new UserInputException(
                $"there are no class folders with images in it{(files.Count > 0 ? $"; it holds {names}" : "")}",
                reading.Source == ClassSource.AffectNet
                    ? "sort the images into folders such as train_class/0 to train_class/7, or 0 to 7"
                    : "sort the images into at least two folders named for their classes, such as train/calm and train/tense, or calm and tense",
                path);
        }

        return images > 0
            ? new UserInputException(
                $"the folder holds images, but not in folders of splits and classes ({names})",
                $"sort them into folders such as train/angry and validation/angry, named for {EmotionNames.Known}, or {FolderClasses.Hint("1")}",
                path)
            : new UserInputException(
                $"the folder holds no FER2013 that is recognised ({Recognised}){(files.Count > 0 ? $"; it holds {names}" : "")}",
                Fer2013Layout.Download(path),
                path);
    }
}
