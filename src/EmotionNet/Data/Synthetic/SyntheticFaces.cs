namespace EmotionNet.Data.Synthetic;

/// <summary>
/// The bundled sample: faces drawn in code, for whoever has no data yet. The same seed gives the same bytes on every machine.
/// Hard enough that a linear classifier on pixels fails, easy enough for a small network to learn in a minute.
/// </summary>
public static class SyntheticFaces
{
    /// <summary>Pictures of the training split.</summary>
    public const int DefaultTraining = 4500;

    /// <summary>Pictures of the validation split, and of the test split.</summary>
    public const int DefaultScored = 800;

    /// <summary>Draws the sample.</summary>
    /// <param name="mode">The labelling; every mode has the same pictures, less those that a FER+ rule drops.</param>
    /// <param name="seed">Which sample.</param>
    /// <param name="training">Pictures of the training split.</param>
    /// <param name="validation">Pictures of the validation split.</param>
    /// <param name="test">Pictures of the test split.</param>
    public static EmotionDataset Create(
        LabelMode mode, int seed, int training = DefaultTraining, int validation = DefaultScored, int test = DefaultScored)
    {
        FaceSet Faces(DataSplit split, int count)
        {
            var drawn = SyntheticSplit.Draw(seed, split, count);
            return FaceSet.FromLabels(drawn.Pixels, drawn.Labels, EmotionClasses.Fer2013);
        }

        return new EmotionDataset
        {
            Layout = $"bundled sample of synthetic faces (seed {seed})",
            LabelMode = mode,
            Training = Faces(DataSplit.Training, training),
            Validation = Faces(DataSplit.Validation, validation),
            Test = Faces(DataSplit.Test, test),
        };
    }
}
