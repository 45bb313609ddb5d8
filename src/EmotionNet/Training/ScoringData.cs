using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Files;

namespace EmotionNet.Training;

/// <summary>FER2013, or image folders of a network's own classes, to score it on: where the data has no validation split, with the faces that the network's run held out for it.</summary>
internal static class ScoringData
{
    /// <summary>Loads every split that is there.</summary>
    /// <param name="path">FER2013, or image folders.</param>
    /// <param name="run">The checkpoint that is scored; null for a model that does not say how it was trained.</param>
    /// <param name="split">The split that must be there.</param>
    /// <param name="outputs">The class names of a model that does not say how it was trained; null for a checkpoint.</param>
    /// <exception cref="UserInputException">The data is missing, wrong, or without the split.</exception>
    public static EmotionDataset Load(string path, CheckpointDescription? run, DataSplit split, IReadOnlyList<string>? outputs = null)
    {
        var data = Fer2013Dataset.Load(path, run is null ? ReadingOf(path, outputs ?? []) : ReadingOf(run), split == DataSplit.Validation ? [] : [split]);
        var heldOut = run?.Progress.HeldOutDigest;
        if (data.Validation is not null || split == DataSplit.Test || (split == DataSplit.Training && heldOut is null))
        {
            return data;
        }

        // Without the digest, faces that the network was trained on would be scored as if it had never seen them.
        if (heldOut is null || data.Training is null)
        {
            var layout = data.Layout;
            data.Dispose();
            throw new UserInputException(
                $"{layout} has no face for {SplitNames.Describe(DataSplit.Validation)}, and the network does not say which faces its training held out",
                "score another split, or use Kaggle's fer2013.csv or icml_face_data.csv, which have all three splits",
                path);
        }

        // What the run left out was not there when its faces were held out.
        data = run!.Options.Exclude is { } list ? ExclusionList.Apply(data, list) : data;
        return HeldOutSplit.Apply(data, run.Options.ValidationFraction, run.Options.Seed, path, heldOut);
    }

    // The classes are the network's, whatever folders the data has.
    private static ClassReading ReadingOf(CheckpointDescription run) =>
        run.Options.Classes == ClassSource.Fer2013 ? ClassReading.Fer2013 : new(run.Options.Classes, run.ClassNames);

    // A model of known emotions is scored on FER2013's, of which it may lack some; unless folders have others that it has, such as contempt.
    private static ClassReading ReadingOf(string path, IReadOnlyList<string> outputs)
    {
        var isKnown = outputs.All(name => EmotionNames.FindAmong(name, [.. EmotionClasses.Fer2013, .. EmotionClasses.FerPlus]) is not null);
        return isKnown && !FoldersIn(path).Any(name => EmotionNames.FindFer2013Class(name) is null && EmotionNames.FindAmong(name, outputs) is not null)
            ? ClassReading.Fer2013
            : new(ClassSource.FromFolders, outputs);
    }

    // Class folders, in folders of splits or not.
    private static IEnumerable<string> FoldersIn(string path)
    {
        IReadOnlyList<string> folders = Directory.Exists(path) ? InputFiles.FoldersIfReadable(path, []) : [];
        return folders.Concat(folders.SelectMany(folder => InputFiles.FoldersIfReadable(folder, []))).Select(folder => Path.GetFileName(folder));
    }
}
