using System.Runtime.InteropServices;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Files;
using EmotionNet.Losses;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>A run from settings and faces to a summary: set up, train, score the best weights once.</summary>
internal static class TrainingSession
{
    /// <summary>Finds whatever keeps a run from starting, before anything is built or written.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="data">The data.</param>
    /// <param name="resumePath">A checkpoint to continue, or null.</param>
    /// <param name="ranks">The processes that share each batch; null for one.</param>
    /// <exception cref="UserInputException">
    /// A setting is out of range, a split is missing or too small, the device is not there, or the checkpoint or a teacher does not fit.
    /// </exception>
    public static void Check(TrainingOptions options, EmotionDataset data, string? resumePath, IRankGroup? ranks = null)
    {
        OptionsValidation.Check(options);
        if (data.Training is null || data.Validation is null)
        {
            throw new UserInputException(
                $"{data.Layout} has no {(data.Training is null ? "training" : "validation")} faces",
                "training needs both a training and a validation split");
        }

        var device = RankDevice.Resolve(options.Device, ranks ?? SingleProcess.Instance);
        var batchSize = ScheduleLength.Of(options, data.Training.Count).BatchSize;
        var saved = resumePath is null ? null : Checkpoint.DescribeRun(resumePath);
        if (saved is not null)
        {
            ResumeRules.Check(saved, options, data, resumePath!);
        }

        RankRules.Check(
            options,
            batchSize,
            data.Training.Count,
            saved?.Options.BatchNormGroup ?? 0,
            saved is not null,
            device.type != TorchSharp.DeviceType.CPU,
            ranks?.Count ?? 1);
        Teacher.Check(options, data.ClassNames);
        if (saved is not null)
        {
            ResumeRules.CheckTeachers(saved, options, resumePath!);
            ResumeRules.CheckInitialWeights(saved, options, resumePath!);
        }
        else
        {
            _ = InitialWeights.Find(options);
        }
    }

    /// <summary>Trains, and writes checkpoints to the options' folder, which must exist.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="data">At least a training and a validation split.</param>
    /// <param name="resumePath">A checkpoint to continue, or null.</param>
    /// <param name="observers">Notified of each event, in order.</param>
    /// <param name="ranks">The processes that share each batch, of which rank 0 writes.</param>
    /// <param name="stop">Asks to finish the step, save and leave.</param>
    /// <returns>What the run came to; null when it was stopped and its state saved.</returns>
    /// <exception cref="UserInputException">
    /// A split is missing, the device is not there or has too little memory, the checkpoint or a teacher does not fit, or the loss is not a number.
    /// </exception>
    public static RunSummary? Start(
        TrainingOptions options,
        EmotionDataset data,
        string? resumePath,
        IReadOnlyList<ITrainingObserver> observers,
        IRankGroup ranks,
        CancellationToken stop)
    {
        Check(options, data, resumePath, ranks);
        try
        {
            return Train(options, data, resumePath, observers, ranks, stop);
        }
        catch (ExternalException error) when (DeviceMemory.IsExhausted(error))
        {
            throw OutOfMemory.Explain(options, data.Training!.Count, error);
        }
    }

    /// <summary>Faces of the training and of the validation split.</summary>
    internal static IReadOnlyList<int> FaceCounts(EmotionDataset data) => [data.Training?.Count ?? 0, data.Validation?.Count ?? 0];

    private static RunSummary? Train(
        TrainingOptions options,
        EmotionDataset data,
        string? resumePath,
        IReadOnlyList<ITrainingObserver> observers,
        IRankGroup ranks,
        CancellationToken stop)
    {
        var device = RankDevice.Resolve(options.Device, ranks);
        var precision = ComputePrecision.Resolve(options.Precision, device);
        if (options.Threads > 0)
        {
            set_num_threads(options.Threads);
        }

        var saved = resumePath is null ? null : Checkpoint.DescribeRun(resumePath);
        var faceCount = data.Training!.Count;
        var savedGroup = saved?.Options.BatchNormGroup ?? 0;
        var (group, groupNotice) = RankRules.DecideGroup(options, faceCount, savedGroup, resumePath is not null, device, ranks.Count);
        options = options with { BatchNormGroup = group };
        var initial = resumePath is null ? InitialWeights.Find(options) : null;
        using var state = new TrainingState(
            options,
            data.ClassNames.Count,
            faceCount,
            device,
            precision,
            ranks,
            resumePath is null ? weights => FirstWeights.Set(weights, options, initial, data, ranks) : null,
            isFrozen: (saved?.Progress.Epoch ?? 1) <= options.FreezeEpochs);
        var length = ScheduleLength.Of(options, faceCount);
        var environment = RunEnvironment.Here(ComputeDevice.Describe(device), precision, ranks.Count);
        var beginning = BeginningRecorder.Begin(environment, data);
        var progress = resumePath is null
            ? new TrainingProgress
            {
                FaceCounts = FaceCounts(data),
                HeldOutDigest = data.HeldOut?.Digest,
                HeldOutSourceDigest = data.HeldOut?.SourceDigest,
                ExcludedDigest = data.Excluded?.Digest,
                Teachers = Teacher.Digests(options),
                Beginning = beginning,
                Initialization = initial?.Describe(data.ClassNames),
                TotalUpdates = length.TotalUpdates,
            }
            : Resume(resumePath, options, state, length.TotalUpdates);
        using var training = data.Training.CopyTo(device);
        using var validation = data.Validation!.CopyTo(device);

        var plan = RunPlan.Of(options, data, state, environment, length, progress);
        observers.Tell(observer => observer.OnRunStarted(plan));
        string?[] notices =
            [groupNotice, ComputeDevice.Unused(options.Device, device), BeginningRecorder.FindOtherData(progress.Beginning, beginning)];
        foreach (var notice in notices.OfType<string>())
        {
            observers.Tell(observer => observer.OnNotice(notice));
        }

        var budget = options.BudgetMinutes > 0 ? TimeBudget.Of(options, data) : null;
        var recorder = new BeginningRecorder(progress, state.AllWeights, environment, hasBudget: budget is not null);
        using var loss = new ClassificationLoss(options.ToLoss(plan.ClassWeights), device);
        var trainer = new Trainer(options, state, training, validation, progress, budget, recorder, observers, loss);
        if (!trainer.Run(stop))
        {
            return null;
        }

        observers.Tell(observer => observer.OnTrainingCompleted());
        if (state.IsFrozen)
        {
            observers.Tell(observer => observer.OnNotice("The run ended within `freeze-epochs`: only the classifier was trained."));
        }

        var summary = FinalScoring.Run(plan, data.Test, state, training, validation, progress, stop);
        if (summary is null)
        {
            return null;
        }

        var trainingSeconds = progress.Epochs.Skip(plan.FinishedEpochs.Count).Sum(epoch => epoch.TrainingSeconds);
        if (ranks.Count > 1 && device.type == TorchSharp.DeviceType.CPU && trainingSeconds > 0)
        {
            summary = summary with { RankSumShare = state.Replicas.SumTime.TotalSeconds / trainingSeconds };
        }

        observers.Tell(observer => observer.OnRunCompleted(summary));
        return summary;
    }

    private static TrainingProgress Resume(string path, TrainingOptions options, TrainingState state, long totalUpdates)
    {
        var progress = Checkpoint.RestoreRun(path, state.Tensors);
        progress.TotalUpdates = options.BudgetMinutes == 0 ? totalUpdates : progress.TotalUpdates;
        var (best, here) = (ResumeRules.BestWeightsBeside(path), Path.Combine(options.CheckpointDirectory, Checkpoint.BestFile));
        if (progress.Best is not null && state.Ranks.Rank == 0 && !PathIdentity.IsSameFile(here, best))
        {
            // The run continues in another directory, which needs its best weights so far.
            AtomicFile.Write(here, File.ReadAllBytes(best));
        }

        return progress;
    }
}
