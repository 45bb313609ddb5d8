using EmotionNet.Data.FerPlus;
namespace EmotionNet.Data.Synthetic;

/// <summary>
/// The bundled sample: faces drawn in code, for whoever has no data yet. The same seed gives the same bytes on every machine.
/// Hard enough that a linear classifier on pixels fails, easy enough for a small network to learn in a minute.
/// </summary>
public static class SyntheticFaces
{
    /// <summary>Images of the training split.</summary>
    public const int DefaultTraining = 4500;

    /// <summary>Images of the validation split, and of the test split.</summary>
    public const int DefaultScored = 800;

    /// <summary>Draws the sample.</summary>
    /// <param name="mode">The labelling; every mode has the same images, less those that a FER+ rule drops.</param>
    /// <param name="seed">Which sample.</param>
    /// <param name="training">Images of the training split.</param>
    /// <param name="validation">Images of the validation split.</param>
    /// <param name="test">Images of the test split.</param>
    public static EmotionDataset Create(
        LabelMode mode, int seed, int training = DefaultTraining, int validation = DefaultScored, int test = DefaultScored)
    {
        var counts = new Dictionary<DataSplit, LabelRuleCounts>();
        return new EmotionDataset
        {
            Layout = $"bundled sample of synthetic faces (seed {seed})",
            LabelMode = mode,
            Training = Faces(mode, SyntheticSplit.Draw(seed, DataSplit.Training, training), counts),
            Validation = Faces(ScoredBy(mode), SyntheticSplit.Draw(seed, DataSplit.Validation, validation), counts),
            Test = Faces(ScoredBy(mode), SyntheticSplit.Draw(seed, DataSplit.Test, test), counts),
            LabelRuleCounts = counts,
        };
    }

    /// <summary>
    /// Writes the sample as files in both layouts: <c>fer2013.csv</c>; <c>FERPlus</c> with <c>fer2013new.csv</c> and the images. The votes
    /// stand in the order of the rows of <c>fer2013.csv</c>, so that the two CSV files side by side are a valid FER+ as well.
    /// </summary>
    /// <param name="directory">The folder; made where it is missing.</param>
    /// <param name="seed">Which sample.</param>
    /// <param name="training">Images of the training split.</param>
    /// <param name="validation">Images of the validation split.</param>
    /// <param name="test">Images of the test split.</param>
    /// <exception cref="UserInputException">The folder holds a dataset already, or cannot be written.</exception>
    public static void WriteTo(
        string directory, int seed, int training = DefaultTraining, int validation = DefaultScored, int test = DefaultScored)
    {
        SampleWriter.RefuseToOverwrite(directory);
        SampleWriter.Write(directory, [
            SyntheticSplit.Draw(seed, DataSplit.Training, training),
            SyntheticSplit.Draw(seed, DataSplit.Validation, validation),
            SyntheticSplit.Draw(seed, DataSplit.Test, test),
        ]);
    }

    private static LabelMode ScoredBy(LabelMode mode) => mode == LabelMode.SingleLabel ? mode : LabelMode.Majority;

    private static FaceSet Faces(LabelMode mode, SyntheticSplit drawn, Dictionary<DataSplit, LabelRuleCounts> counts)
    {
        if (mode == LabelMode.SingleLabel)
        {
            return FaceSet.FromLabels(drawn.Pixels, drawn.Labels, EmotionClasses.Fer2013);
        }

        var (pixels, targets) = (new List<byte>(drawn.Pixels.Length), new List<float>());
        var outcomes = new int[Enum.GetValues<LabelOutcome>().Length];
        var target = new float[FerPlusVotes.EmotionCount];
        for (var index = 0; index < drawn.Count; index++)
        {
            var outcome = FerPlusVotes.Apply(drawn.VotesOf(index), mode, target);
            outcomes[(int)outcome]++;
            if (outcome == LabelOutcome.Kept)
            {
                pixels.AddRange(drawn.PixelsOf(index));
                targets.AddRange(target);
            }
        }

        counts[drawn.Split] = new LabelRuleCounts(
            outcomes[(int)LabelOutcome.Kept],
            outcomes[(int)LabelOutcome.NoMajority],
            outcomes[(int)LabelOutcome.Unknown],
            outcomes[(int)LabelOutcome.NotAFace],
            outcomes[(int)LabelOutcome.TooManyEmotions]);
        return FaceSet.FromArrays([.. pixels], [.. targets], EmotionClasses.FerPlus);
    }
}
