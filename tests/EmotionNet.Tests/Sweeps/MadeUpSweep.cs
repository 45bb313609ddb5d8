using EmotionNet.Checkpoints;
using EmotionNet.Evaluation;
using EmotionNet.Sweeps;

namespace EmotionNet.Tests.Sweeps;

/// <summary>A sweep whose runs have the files of runs, without a training.</summary>
internal static class MadeUpSweep
{
    /// <summary>A sweep in the directory <c>sweep</c>.</summary>
    public static SweepDirectory Of(TemporaryFolder folder, string json) =>
        SweepDirectory.Prepare(folder.File("sweep"), SweepExpansion.Expand(SweepFile.Read(folder.Write("sweep-file.json", json))));

    /// <summary>A sweep of some seeds.</summary>
    public static SweepDirectory OfSeeds(TemporaryFolder folder, int count) =>
        Of(folder, $$"""{ "settings": { "epochs": 9 }, "grid": { "seed": [{{string.Join(',', Enumerable.Range(1, count))}}] } }""");

    /// <summary>What a run writes that has ended; the test split says something else than the validation split.</summary>
    public static void End(SweepTask task, double accuracy, double seconds = 60)
    {
        Directory.CreateDirectory(task.RunDirectory);
        File.WriteAllText(Path.Combine(task.RunDirectory, "summary.json"), FormattableString.Invariant($$"""
            { "best": { "epoch": 7, "source": "ema", "validation": { "count": 100, "accuracy": {{accuracy}}, "macroF1": 0.5 } },
              "test": { "accuracy": {{1 - accuracy}} }, "totals": { "epochs": 9, "seconds": {{seconds}} } }
            """));
    }

    /// <summary>What a run writes after each epoch.</summary>
    public static void Save(SweepTask task, params double[] accuracies)
    {
        var progress = new TrainingProgress { Epochs = [.. accuracies.Select((accuracy, index) => Epoch(index + 1, accuracy))], RunSeconds = 30 };
        SafetensorsFile.Write(
            Path.Combine(task.RunDirectory, "last.safetensors"),
            new Dictionary<string, TorchSharp.torch.Tensor>(),
            CheckpointMetadata.Write(new CheckpointDescription(task.Options, ["a", "b"], progress), isResumable: true));
    }

    /// <summary>What is left of a process that has returned a code.</summary>
    public static void Return(SweepTask task, int code, string errors)
    {
        File.WriteAllText(task.ErrorFile, errors);
        File.WriteAllText(task.ExitCodeFile, FormattableString.Invariant($"{code}\n"));
    }

    private static EpochStatistics Epoch(int number, double accuracy) => new()
    {
        Epoch = number,
        TrainingLoss = 1,
        TrainingAccuracy = 0.5,
        LearningRate = 0.01,
        TrainingSeconds = 1,
        ValidationSeconds = 1,
        FacesPerSecond = 1,
        IsBest = true,
        RawValidation = new EvaluationResult { Count = 100, Loss = 1, Accuracy = accuracy, MacroF1 = 0.25, Classes = [], ConfusionMatrix = [[50, 50], [0, 0]] },
    };
}
