using EmotionNet.Data.FerPlus;
namespace EmotionNet.Data;

/// <summary>
/// What a reader returns: up to three splits and the warnings about them.
/// Validation and test of FER+ are always the majority-labelled faces, as the paper scores (Barsoum et al. 2016).
/// </summary>
public sealed class EmotionDataset : IDisposable
{
    /// <summary>A sentence fragment that names the recognised layout and the path, for the log: <c>fer2013.csv (data/fer2013/fer2013.csv)</c>.</summary>
    public required string Layout { get; init; }

    /// <summary>How the labels became targets.</summary>
    public required LabelMode LabelMode { get; init; }

    /// <summary>The training faces, or null where the source has none.</summary>
    public FaceSet? Training { get; init; }

    /// <summary>The validation faces, or null where the source has none.</summary>
    public FaceSet? Validation { get; init; }

    /// <summary>The test faces, or null where the source has none.</summary>
    public FaceSet? Test { get; init; }

    /// <summary>What the user should know and need not fix: a missing test split, a class without a face.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>For FER+, how many faces each label rule kept and dropped, by split; empty for FER2013.</summary>
    public IReadOnlyDictionary<DataSplit, LabelRuleCounts> LabelRuleCounts { get; init; } = new Dictionary<DataSplit, LabelRuleCounts>();

    /// <summary>How the validation faces were taken from the training faces; null where the source has its own.</summary>
    internal HeldOutSplit? HeldOut { get; init; }

    /// <summary>The faces that were left out of what the source has; null where none were asked to be.</summary>
    internal ExclusionList? Excluded { get; init; }

    /// <summary>The class names of every split.</summary>
    public IReadOnlyList<string> ClassNames => (Training ?? Validation ?? Test)?.ClassNames ?? EmotionClasses.For(LabelMode);

    /// <summary>The faces of one split, or null.</summary>
    public FaceSet? this[DataSplit split] => split switch
    {
        DataSplit.Training => Training,
        DataSplit.Validation => Validation,
        _ => Test,
    };

    /// <summary>The set with other training faces; this one is used up.</summary>
    /// <param name="training">The training faces.</param>
    /// <param name="excluded">What was left out of them by a list.</param>
    internal EmotionDataset WithTraining(FaceSet? training, ExclusionList? excluded)
    {
        Training?.Dispose();
        return new EmotionDataset
        {
            Layout = Layout,
            LabelMode = LabelMode,
            Training = training,
            Validation = Validation,
            Test = Test,
            Warnings = Warnings,
            LabelRuleCounts = LabelRuleCounts,
            HeldOut = HeldOut,
            Excluded = excluded,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Training?.Dispose();
        Validation?.Dispose();
        Test?.Dispose();
    }
}
