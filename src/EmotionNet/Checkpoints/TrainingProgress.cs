using System.Text.Json.Serialization;

namespace EmotionNet.Checkpoints;

/// <summary>Where a run is: all that changes from step to step, besides tensors. Saved with each checkpoint.</summary>
public sealed class TrainingProgress
{
    private int _updatesHere; // in this process
    private bool _isWarm;

    /// <summary>The epoch in training, counted from 1; one past the last when the run is done.</summary>
    public int Epoch { get; set; } = 1;

    /// <summary>Updates done in this epoch.</summary>
    public int Step { get; set; }

    /// <summary>Updates done in all.</summary>
    public long Updates { get; set; }

    /// <summary>Updates of the whole run; with a budget, as many as it is now expected to hold.</summary>
    public long TotalUpdates { get; set; }

    /// <summary>Seconds on the clock since training began, without the time between an interruption and its resumption.</summary>
    public double RunSeconds { get; set; }

    /// <summary>Seconds that the ends of all epochs took: validation, checkpoints, plots.</summary>
    public double EpochEndSeconds { get; set; }

    /// <summary>Sum of the loss over the faces of this epoch so far.</summary>
    public double LossSum { get; set; }

    /// <summary>Faces of this epoch so far whose largest target was predicted.</summary>
    public double CorrectSum { get; set; }

    /// <summary>Faces of this epoch so far.</summary>
    public long FacesSeen { get; set; }

    /// <summary>Seconds spent training in this epoch so far.</summary>
    public double EpochSeconds { get; set; }

    /// <summary>Seconds and updates until this process first read the loss back. In them libtorch loads and chooses its kernels: no measure of the speed.</summary>
    [JsonIgnore]
    internal (double Seconds, int Steps) WarmUp { get; set; }

    /// <summary>Faces of the training and of the validation split: a resumed run must have the same.</summary>
    public IReadOnlyList<int> FaceCounts { get; set; } = [];

    /// <summary>The SHA-256, in hexadecimal, of the validation faces that were held out of the training faces: a resumed run must have the same. Null where the data has its own.</summary>
    public string? HeldOutDigest { get; set; }

    /// <summary>The digest of the training faces that these were held out of, before; null where none were, and in runs of earlier versions.</summary>
    public string? HeldOutSourceDigest { get; set; }

    /// <summary>The SHA-256, in hexadecimal, of the list of faces that were left out: a resumed run must have the same. Null without a list.</summary>
    public string? ExcludedDigest { get; set; }

    /// <summary>The SHA-256 of each teacher's file in hexadecimal: a resumed run must have the same.</summary>
    public IReadOnlyList<string> Teachers { get; set; } = [];

    /// <summary>The first steps; null in a run of a version that did not keep them.</summary>
    public RunBeginning? Beginning { get; set; }

    /// <summary>What the run took of the weights that it began with; null where it began with random ones.</summary>
    public Initialization? Initialization { get; set; }

    /// <summary>The finished epochs, in order.</summary>
    public List<EpochStatistics> Epochs { get; init; } = [];

    /// <summary>The first of the best finished epochs by validation accuracy, or null.</summary>
    [JsonIgnore]
    public BestEpoch? Best => Epochs.MaxBy(epoch => epoch.BetterValidation.Accuracy) is { } best
        ? new BestEpoch(best.Epoch, best.BetterSource, best.BetterValidation)
        : null;

    /// <summary>Counts an update.</summary>
    /// <param name="images">Images that it was computed from.</param>
    internal void CountUpdate(int images)
    {
        Step++;
        Updates++;
        FacesSeen += images;
        _updatesHere++;
    }

    /// <summary>Counts the seconds of the updates since the last reading.</summary>
    internal void CountSeconds(double seconds)
    {
        EpochSeconds += seconds;
        WarmUp = _isWarm ? WarmUp : (seconds, _updatesHere);
        _isWarm = true;
    }

    /// <summary>Goes on to the next epoch.</summary>
    internal void BeginNextEpoch()
    {
        Epoch++;
        Step = 0;
        LossSum = 0;
        CorrectSum = 0;
        FacesSeen = 0;
        EpochSeconds = 0;
        WarmUp = default;
    }
}
