using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Reporting;
using EmotionNet.Reporting.Mlflow;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Runs;

/// <summary>
/// A run from its settings to the files that it leaves: the data of its mode, its directory, the training, the reports.
/// <see cref="Start(TrainingOptions, RunStart?, IReadOnlyList{ITrainingObserver}?, CancellationToken)"/> does all of it in one call; a program that has
/// something to show in between calls <see cref="Prepare"/>, <see cref="OpenDirectory"/> and <see cref="Train"/>.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly RunStart _start;
    private readonly RunDirectory? _directory; // rank 0's
    private readonly TrainingData _data;
    private GpuRanks? _gpus; // where several ranks compute on GPUs
    private bool _isOpen;

    private TrainingRun(TrainingOptions options, RunStart start, RunDirectory? directory, TrainingData data)
    {
        (_options, _start, _directory, _data) = (options, start, directory, data);
    }

    /// <summary>The faces to train and to score on.</summary>
    public EmotionDataset Data => _data.Faces;

    /// <summary>How the processes of the run share the processors; null where there is one process.</summary>
    internal RankTopology? Topology { get; private set; }

    /// <summary>What was decided about the data and the beginning of the run: a sentence each. What may not be as meant is in <see cref="EmotionDataset.Warnings"/>.</summary>
    public IReadOnlyList<string> Notes => [.. _data.Notes, .. StartNotes.Of(_options, Data, isResumed: _start.Checkpoint is not null)];

    /// <summary>What may not be as meant, a sentence each: of the data, and of networks that have seen faces which are scored.</summary>
    internal IReadOnlyList<string> Warnings => [.. Data.Warnings, .. SourceLeakage.Warnings(_options, Data, isResumed: _start.Checkpoint is not null)];

    /// <summary>Trains, and writes the files of the run to <see cref="TrainingOptions.CheckpointDirectory"/>.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="start">How the run begins; null for a new run that replaces nothing.</param>
    /// <param name="observers">Notified of each event, in order, after the files of the run are written.</param>
    /// <param name="stop">Asks to finish the step, save and leave.</param>
    /// <returns>What the run came to; null when it was stopped and its state saved.</returns>
    /// <exception cref="UserInputException">
    /// The settings, the data, the directory, the checkpoint or the device are not as they must be, or the loss became infinite or not a number.
    /// </exception>
    public static RunSummary? Start(
        TrainingOptions options,
        RunStart? start = null,
        IReadOnlyList<ITrainingObserver>? observers = null,
        CancellationToken stop = default)
    {
        using var run = Prepare(options, start);
        foreach (var notice in run.Notes.Concat(run.Warnings))
        {
            observers?.Tell(observer => observer.OnNotice(notice));
        }

        return run.Train(observers, stop);
    }

    /// <summary>Continues a run in its own directory, with its own settings.</summary>
    /// <param name="checkpoint">The run's directory, or its <c>last.safetensors</c>.</param>
    /// <param name="observers">Notified of each event, in order.</param>
    /// <param name="stop">Asks to finish the step, save and leave.</param>
    /// <returns>What the run came to; null when it was stopped and its state saved.</returns>
    /// <exception cref="UserInputException">There is no such checkpoint, or as for <see cref="Start(TrainingOptions, RunStart?, IReadOnlyList{ITrainingObserver}?, CancellationToken)"/>.</exception>
    public static RunSummary? Resume(string checkpoint, IReadOnlyList<ITrainingObserver>? observers = null, CancellationToken stop = default)
    {
        var file = RunDirectory.FindResumable(checkpoint, checkpoint);
        var options = Checkpoint.DescribeRun(file).Options with { CheckpointDirectory = RunDirectory.HomeOf(file) };
        return Start(options, new RunStart { Checkpoint = file }, observers, stop);
    }

    /// <summary>Loads the data and finds whatever keeps the run from starting. Nothing is written yet.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="start">How the run begins; null for a new run that replaces nothing.</param>
    /// <exception cref="UserInputException">The settings, the data, the directory, the checkpoint or the device are not as they must be.</exception>
    public static TrainingRun Prepare(TrainingOptions options, RunStart? start = null)
    {
        start ??= new RunStart();
        var run = SharedFailure.Join(start.Ranks, () => PrepareHere(options, start));
        try
        {
            run.MeetRanks();
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    private static TrainingRun PrepareHere(TrainingOptions options, RunStart start)
    {
        OptionsValidation.Check(options);
        EpochPause.Check(start.PauseAfter, options);
        var directory = start.Ranks.Rank > 0 ? null : RunDirectory.Check(options, start.Checkpoint, start.Overwrite);
        TrainingData? data = null;
        try
        {
            TorchRuntime.Initialize();
            data = TrainingData.Load(options, start.MayUseSample, DataSplit.Training, DataSplit.Validation);
            TrainingSession.Check(options, data.Faces, start.Checkpoint, start.Ranks);
            return new TrainingRun(options, start, directory, data);
        }
        catch
        {
            data?.Faces.Dispose();
            directory?.Dispose();
            throw;
        }
    }

    // libtorch's own choice of threads does not know of the other ranks.
    private void MeetRanks()
    {
        if (_start.Ranks.Count == 1)
        {
            return;
        }

        var device = RankDevice.Resolve(_options.Device, _start.Ranks);
        RankAgreement.RequireSameStart(_start.Ranks, _options, device, Data, _start.Checkpoint);
        Topology = RankTopology.Of(_start.Ranks, _options.Threads, RankDevice.IdentityOf(device));
        Topology.RequireOneGpuEach();
        TorchSharp.torch.set_num_threads(Topology.ThreadsOf(_start.Ranks.Rank));
        if (device.type != TorchSharp.DeviceType.CPU)
        {
            _gpus = GpuRanks.Connect(_start.Ranks, device);
            Topology = Topology with { Library = _gpus.Name };
        }
    }

    /// <summary>Locks the directory and removes the files of the run that this one replaces.</summary>
    /// <returns>Whether there were any.</returns>
    /// <exception cref="UserInputException">Another run came first, or the directory cannot be written.</exception>
    public bool OpenDirectory()
    {
        _isOpen = true;
        return _directory?.Begin() ?? false;
    }

    /// <summary>Trains, and writes the files of the run.</summary>
    /// <param name="observers">Notified of each event, in order, after the files of the run are written.</param>
    /// <param name="stop">Asks to finish the step, save and leave.</param>
    /// <returns>What the run came to; null when it was stopped and its state saved.</returns>
    /// <exception cref="UserInputException">As for <see cref="OpenDirectory"/>, or the loss became infinite or not a number.</exception>
    public RunSummary? Train(IReadOnlyList<ITrainingObserver>? observers = null, CancellationToken stop = default)
    {
        if (!_isOpen)
        {
            OpenDirectory();
        }

        IReadOnlyList<ITrainingObserver> told = [], watchers = observers ?? [];
        void Notice(string text) => watchers.Tell(observer => observer.OnNotice(text));
        using var pause = new EpochPause(_directory is null ? null : _start.PauseAfter, stop);
        using var mlflow = _directory is null ? null : MlflowObserver.Of(_options, _start.Checkpoint, Notice);
        if (_directory is not null)
        {
            AugmentationPreview.WriteFor(_options, Data.Training!, Notice); // before the session, which seeds the random numbers that this uses
            told = [new RunFiles(_options.CheckpointDirectory, Notice), .. mlflow is null ? [] : new[] { mlflow }, .. watchers, pause];
        }

        var summary = TrainingSession.Start(_options, Data, _start.Checkpoint, told, _gpus ?? _start.Ranks, pause.Token);
        _gpus?.EndInOrder();
        PausedAfter = summary is null && !stop.IsCancellationRequested ? pause.Epoch : null;
        mlflow?.End(summary is not null ? MlflowStatus.Finished : PausedAfter is null ? MlflowStatus.Killed : MlflowStatus.Paused);
        return summary;
    }

    /// <summary>The last epoch of a run that paused as <see cref="RunStart.PauseAfter"/> says; null where it did not.</summary>
    internal int? PausedAfter { get; private set; }

    /// <summary>Frees the data and the directory.</summary>
    public void Dispose()
    {
        _gpus?.Dispose();
        Data.Dispose();
        _directory?.Dispose();
    }

    /// <summary>Finds whatever keeps a run on faces that are already loaded from starting.</summary>
    internal static void Check(TrainingOptions options, EmotionDataset data, string? resumePath) => TrainingSession.Check(options, data, resumePath);

    /// <summary>Trains on faces that are already loaded, in a directory that exists, and writes the checkpoints alone.</summary>
    internal static RunSummary? Start(
        TrainingOptions options,
        EmotionDataset data,
        string? resumePath,
        IReadOnlyList<ITrainingObserver> observers,
        CancellationToken stop) => TrainingSession.Start(options, data, resumePath, observers, SingleProcess.Instance, stop);
}
