using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Tests.Reporting;

/// <summary>Statistics of a run that never took place.</summary>
internal static class MadeUpRun
{
    public static RunPlan Plan(int startEpoch = 1) => new(
        new TrainingOptions { Epochs = 3 },
        "made up",
        EmotionClasses.Fer2013,
        new Dictionary<DataSplit, int> { [DataSplit.Training] = 700, [DataSplit.Validation] = 70, [DataSplit.Test] = 70 },
        RunEnvironment.Here("CPU, 2 threads", new ComputePrecision(TorchSharp.torch.ScalarType.Float32, "fp32: asked for"), ranks: 1),
        11_300_000,
        FacesPerStep: 128,
        StepsPerEpoch: 6,
        TotalUpdates: 18,
        [.. Enumerable.Range(1, startEpoch - 1).Select(Epoch)]);

    public static EpochStatistics Epoch(int epoch) => new()
    {
        Epoch = epoch,
        TrainingLoss = 2.0 / epoch,
        TrainingAccuracy = 0.2 * epoch,
        LearningRate = 0.001 / epoch,
        RawValidation = Result(correct: 3 + (2 * epoch)),
        EmaValidation = Result(correct: 2 + (2 * epoch)),
        TrainingSeconds = 10,
        ValidationSeconds = 1,
        FacesPerSecond = 70,
        IsBest = true,
    };

    public static RunSummary Summary(RunPlan plan, params IReadOnlyList<EpochStatistics> epochs) => new()
    {
        Best = new BestEpoch(epochs[^1].Epoch, epochs[^1].BetterSource, epochs[^1].BetterValidation),
        Test = Result(correct: 7),
        TestWithTta = Result(correct: 8),
        EpochsCompleted = epochs.Count,
        TotalSeconds = 33,
        Plan = plan,
        Epochs = epochs,
    };

    /// <summary>Ten faces of each class; the wrong ones are taken for the next class.</summary>
    public static EvaluationResult Result(int correct)
    {
        var count = EmotionClasses.Fer2013.Count;
        var matrix = Enumerable.Range(0, count)
            .Select(row => (IReadOnlyList<long>)[.. Enumerable.Range(0, count)
                .Select(column => column == row ? correct : column == (row + 1) % count ? 10L - correct : 0)])
            .ToArray();
        var share = correct / 10.0;
        return new EvaluationResult
        {
            Count = 10 * count,
            Loss = 2 - share,
            Accuracy = share,
            MacroF1 = share,
            KullbackLeiblerDivergence = 1 - share,
            Classes = [.. EmotionClasses.Fer2013.Select(name => new ClassScore(name, 10, share, share, share))],
            ConfusionMatrix = matrix,
        };
    }
}
