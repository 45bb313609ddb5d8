using EmotionNet.Checkpoints;
using EmotionNet.Cli.Commands;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Export;
using EmotionNet.Reporting;

namespace EmotionNet.Cli.Report;

/// <summary>Reads what a report is made from. What cannot be had is left out and said; what the command line asks for by name must be there.</summary>
internal sealed class ReportSource : IDisposable
{
    private readonly RunRecord _run;
    private readonly ScoringRequest _request;
    private readonly IReadOnlyList<string> _compared;
    private readonly List<string> _notes;
    private RunData? _data;

    private ReportSource(RunRecord run, ScoringRequest request, IReadOnlyList<string> compared) =>
        (_run, _request, _compared, _notes) = (run, request, compared, [.. run.Problems]);

    /// <summary>Checks what can be checked before libtorch is loaded.</summary>
    /// <param name="path">The directory of a run, or a weight file.</param>
    /// <param name="request">The split and the data.</param>
    /// <param name="against">The networks to compare with; may be empty.</param>
    /// <exception cref="UserInputException">There is no run, its data is of another kind than is given, or the networks cannot be compared.</exception>
    public static ReportSource Open(string path, ScoringRequest request, IReadOnlyList<string> against)
    {
        var run = RunRecord.Read(path);
        var isFerPlus = run.Options.Mode == TrainingMode.FerPlus;
        if (request.IsFerPlus is { } given && given != isFerPlus)
        {
            var right = isFerPlus ? "--ferplus-dir" : "--data-dir";
            throw new UserInputException($"this is a run on {(isFerPlus ? "FER+" : "other data than FER+")}", $"give its data with {right}", path);
        }

        if (against.Count > 0 && run.Weights is null)
        {
            throw new UserInputException("the run has no weights to compare", $"wait until it has a {Checkpoint.BestFile}, or leave out --against", path);
        }

        return new ReportSource(run, request, against.Count == 0 ? [] : NetworkComparison.Check([run.Weights!, .. against]));
    }

    /// <summary>Reads all of it.</summary>
    /// <param name="showsFaces">Whether the page may hold pictures of faces.</param>
    /// <exception cref="UserInputException">The data that the command line names cannot be used, or a network cannot be compared on it.</exception>
    public ReportContent Read(bool showsFaces)
    {
        _request.StartTorch();
        var options = OptionsHere();
        _data = Load(options);
        if (_data?.Difference is { } difference)
        {
            _notes.Add($"{difference} The scores, predictions and faces of this report are of the data here.");
        }

        var predictions = _data is null ? null : Try("predictions are left out", Predict);
        return new ReportContent
        {
            Run = _run,
            Split = _request.Split,
            Data = _data,
            Predictions = predictions,
            WeightsTemperature = predictions is null ? null : OnnxExporter.TemperatureOf(_run.Weights!),
            Votes = predictions is null ? null : _data!.VotesOf(options, _request.Split),
            Conflicts = _data is null ? null : LabelConflicts.Of(_data.Faces),
            Comparison = _compared.Count == 0 ? [] : Compare(),
            ShowsFaces = showsFaces,
            Notes = _notes,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _data?.Dispose();

    // The paths of the command line, or else of the run; a run on the default directory finds it where a new run would.
    private TrainingOptions OptionsHere()
    {
        var (here, usual) = (_request.Options, new TrainingOptions());
        var isGiven = _request.IsFerPlus is not null;
        return _run.Options with
        {
            DataDirectory = isGiven || _run.Options.DataDirectory == usual.DataDirectory ? here.DataDirectory : _run.Options.DataDirectory,
            FerPlusDirectory = isGiven || _run.Options.FerPlusDirectory == usual.FerPlusDirectory ? here.FerPlusDirectory : _run.Options.FerPlusDirectory,
        };
    }

    // Data that is there and has no such split cannot be what was meant, unlike data that is gone.
    private RunData? Load(TrainingOptions options)
    {
        try
        {
            return LoadWith(options, _request.Split);
        }
        catch (UserInputException problem) when (_request.IsFerPlus is null)
        {
            if (_request.Split != DataSplit.Validation && IsThere(options))
            {
                throw;
            }

            Note("predictions, faces and near-duplicates are left out", problem);
            return null;
        }
    }

    private bool IsThere(TrainingOptions options)
    {
        try
        {
            LoadWith(options, DataSplit.Validation).Dispose();
            return true;
        }
        catch (UserInputException)
        {
            return false;
        }
    }

    private RunData LoadWith(TrainingOptions options, DataSplit split) => RunData.Load(options, _request.IsFerPlus is null, _run.Beginning, split);

    private CheckpointPredictions Predict() => _run.Weights is { } weights
        ? CheckpointPredictions.Of(weights, _data!.Faces, _request.Split, _request.Options.Device, _request.Options.Precision)
        : throw new UserInputException("the run has no best weights yet", "write the report again after its first epoch", _run.Directory);

    private IReadOnlyList<ComparedSetting> Compare()
    {
        var options = _request.Options;
        List<OnnxNetwork> models = [];
        try
        {
            foreach (var file in _compared.Where(OnnxFile.IsNamed))
            {
                models.Add(OnnxNetwork.Load(file, new OnnxInput(), options.Threads));
            }

            return NetworkComparison.Compare(
                _compared,
                models,
                _data?.Faces ?? throw new UserInputException("--against needs the data of the run", "name it with --data-dir or --ferplus-dir"),
                _request.Split,
                options.TtaMode,
                options.Device,
                options.Precision,
                CompareCommand.BootstrapSeed);
        }
        finally
        {
            models.ForEach(model => model.Dispose());
        }
    }

    // What the user named must be there; what the run names may be gone.
    private T? Try<T>(string leftOut, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (UserInputException problem) when (_request.IsFerPlus is null)
        {
            Note(leftOut, problem);
            return null;
        }
    }

    private void Note(string leftOut, UserInputException problem) =>
        _notes.Add($"{char.ToUpperInvariant(leftOut[0])}{leftOut[1..]}: {problem.Message}");
}
