using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Evaluation;
using EmotionNet.Export;
using EmotionNet.Reporting;

namespace EmotionNet.Cli.Report;

/// <summary>What a report is made from.</summary>
internal sealed record ReportContent
{
    /// <summary>The run.</summary>
    public required RunRecord Run { get; init; }

    /// <summary>The split that is scored.</summary>
    public required DataSplit Split { get; init; }

    /// <summary>Its data here; null where there is none.</summary>
    public RunData? Data { get; init; }

    /// <summary>What the network says of the split; null where it could not be scored.</summary>
    public CheckpointPredictions? Predictions { get; init; }

    /// <summary>The temperature of the weights, by which predict and explain divide their logits; null where the file has none.</summary>
    public double? WeightsTemperature { get; init; }

    /// <summary>The annotators' votes for the faces of the split; null where the data has none.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? Votes { get; init; }

    /// <summary>Images with conflicting labels; null where they were not looked for.</summary>
    public IReadOnlyList<IReadOnlyList<SplitFace>>? Conflicts { get; init; }

    /// <summary>The comparison with other networks, this one first; empty without one.</summary>
    public IReadOnlyList<ComparedSetting> Comparison { get; init; } = [];

    /// <summary>Whether the page may hold pictures of faces.</summary>
    public bool ShowsFaces { get; init; }

    /// <summary>What is left out or not as it should be, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The scores of the split without TTA: of the predictions, or else as the run wrote them; null where it wrote none.</summary>
    public EvaluationResult? Scores => Predictions?.Scores.All ?? (Split == DataSplit.Test ? Run.Summary?.Test : BestEpoch?.Validation);

    /// <summary>The temperature of the probabilities of single faces: that of the weights, or else the one that the scores here are calibrated by.</summary>
    public double? FaceTemperature => WeightsTemperature ?? Predictions?.Scores.All.Calibration?.Temperature;

    /// <summary>What the network says of each face at <see cref="FaceTemperature"/>; null where it could not be scored.</summary>
    public FacePredictions? CalibratedFaces => FaceTemperature is { } temperature ? Predictions?.Faces.AtTemperature(temperature) : Predictions?.Faces;

    /// <summary>The best epoch that is known; null before the first.</summary>
    public BestEpoch? BestEpoch => Run.Summary?.Best ?? new TrainingProgress { Epochs = [.. Run.Epochs] }.Best;
}
