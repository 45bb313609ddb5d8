using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;

namespace EmotionNet.Training;

/// <summary>FER2013 to score a network on: where the data has no validation split, with the faces that the network's run held out for it.</summary>
internal static class ScoringData
{
    /// <summary>Loads every split that is there.</summary>
    /// <param name="path">FER2013.</param>
    /// <param name="run">The checkpoint that is scored; null for a model that does not say how it was trained.</param>
    /// <param name="split">The split that must be there.</param>
    /// <exception cref="UserInputException">The data is missing, wrong, or without the split.</exception>
    public static EmotionDataset Load(string path, CheckpointDescription? run, DataSplit split)
    {
        var data = Fer2013Dataset.Load(path, split == DataSplit.Validation ? [] : [split]);
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

        return HeldOutSplit.Apply(data, run!.Options.ValidationFraction, run.Options.Seed, path, heldOut);
    }
}
