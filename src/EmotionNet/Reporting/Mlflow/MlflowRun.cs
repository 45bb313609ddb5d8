using System.Text.Json.Nodes;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Training;

namespace EmotionNet.Reporting.Mlflow;

/// <summary>The run on the server that a training reports to: opens it, new or the one it has, and writes to it. Used by one thread at a time.</summary>
/// <param name="server">The server; not disposed of here.</param>
/// <param name="plan">The run.</param>
/// <param name="earlierDirectory">Where the run that is continued was; null for a new one.</param>
internal sealed class MlflowRun(MlflowServer server, RunPlan plan, string? earlierDirectory = null)
{
    // What the API takes at once.
    private const int MetricsAtOnce = 1_000, ParametersAtOnce = 100;

    // Those of the run's files that show no face and are small.
    private static readonly string[] Files =
        [RunFileNames.Configuration, RunFileNames.Epochs, RunFileNames.Curves, RunFileNames.ConfusionMatrix, RunFileNames.Summary];

    private const string PausedTag = "paused_after_epoch";

    private static readonly string[] NotParameters = ["mlflow", "mlflow-experiment"];

    private readonly string _directory = plan.Options.CheckpointDirectory;
    private MlflowLink? _link;
    private string _artifactRoot = "";

    /// <summary>Finds the run of this directory, or makes one, with the settings as its parameters; done once, however often it is called.</summary>
    /// <returns>The last epoch that the run has; -1 where it was open already.</returns>
    public async Task<int> Open(CancellationToken stop)
    {
        if (_link is { HasParameters: true })
        {
            return -1;
        }

        if (_link is null)
        {
            var link = MlflowLink.Read(_directory) ?? (earlierDirectory is null ? null : MlflowLink.Read(earlierDirectory));
            var isSame = link is not null && link.Url == plan.Options.Mlflow && link.Experiment == plan.Options.MlflowExperiment;
            _link = (isSame && await Continue(link!, stop).ConfigureAwait(false) ? link : null) ?? await Create(stop).ConfigureAwait(false);
        }

        if (!_link.HasParameters)
        {
            await SendParameters(stop).ConfigureAwait(false);
            Remember(_link with { HasParameters = true });
        }

        return _link.LastEpoch;
    }

    /// <summary>Sends numbers.</summary>
    /// <param name="metrics">Any number of them.</param>
    /// <param name="stop">Gives up.</param>
    public async Task Send(IReadOnlyCollection<MlflowMetric> metrics, CancellationToken stop)
    {
        foreach (var some in metrics.Chunk(MetricsAtOnce))
        {
            await LogBatch("metrics", some.Select(MlflowJson.Of), stop).ConfigureAwait(false);
            if (some.Max(metric => metric.FinishedEpoch) is > 0 and var epoch && epoch > _link!.LastEpoch)
            {
                Remember(_link with { LastEpoch = epoch });
            }
        }
    }

    /// <summary>Uploads the files of the run.</summary>
    public async Task Upload(CancellationToken stop)
    {
        foreach (var file in Files.Select(name => Path.Combine(_directory, name)).Where(File.Exists))
        {
            await server.Upload(_artifactRoot, file, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Says how the run ended; does nothing where no run was opened.</summary>
    public async Task Close(MlflowStatus status, CancellationToken stop)
    {
        if (_link is null)
        {
            return;
        }

        if (status == MlflowStatus.Paused)
        {
            await LogBatch("tags", [MlflowJson.Pair(PausedTag, $"{_link.LastEpoch}")], stop).ConfigureAwait(false);
        }

        var change = new JsonObject { ["status"] = MlflowJson.Word(status), ["end_time"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() };
        await Update(change, stop).ConfigureAwait(false);
    }

    private async Task<bool> Continue(MlflowLink link, CancellationToken stop)
    {
        bool isPaused;
        try
        {
            var answer = await server.Get($"runs/get?run_id={Uri.EscapeDataString(link.RunId)}", stop).ConfigureAwait(false);
            var info = answer["run"]?["info"];
            if ((string?)info?["lifecycle_stage"] == "deleted")
            {
                return false;
            }

            _artifactRoot = (string?)info?["artifact_uri"] ?? "";
            isPaused = (answer["run"]?["data"]?["tags"] as JsonArray)?.Any(tag => (string?)tag?["key"] == PausedTag) == true;
        }
        catch (MlflowRefusal problem) when (problem.IsAbsent)
        {
            return false;
        }

        _link = link;
        try
        {
            if (isPaused)
            {
                await server.Post("runs/delete-tag", new JsonObject { ["run_id"] = link.RunId, ["key"] = PausedTag }, stop).ConfigureAwait(false);
            }

            await Update(new JsonObject { ["status"] = MlflowJson.Word(MlflowStatus.Running) }, stop).ConfigureAwait(false);
            return true;
        }
        catch
        {
            _link = null;
            throw;
        }
    }

    private async Task<MlflowLink> Create(CancellationToken stop)
    {
        var answer = await server.Post(
            "runs/create",
            new JsonObject
            {
                ["experiment_id"] = await ExperimentId(stop).ConfigureAwait(false),
                ["run_name"] = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_directory))),
                ["start_time"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
                ["tags"] = MlflowJson.TagsOf(plan),
            },
            stop).ConfigureAwait(false);
        var info = answer["run"]?["info"];
        _artifactRoot = (string?)info?["artifact_uri"] ?? "";
        var id = (string?)info?["run_id"] ?? throw new MlflowRefusal("it does not answer as an MLflow server does");
        var link = new MlflowLink(plan.Options.Mlflow!, plan.Options.MlflowExperiment, id, HasParameters: false, LastEpoch: 0);
        Remember(link);
        return link;
    }

    private async Task<string> ExperimentId(CancellationToken stop)
    {
        var name = plan.Options.MlflowExperiment;
        try
        {
            var found = await server.Get($"experiments/get-by-name?experiment_name={Uri.EscapeDataString(name)}", stop).ConfigureAwait(false);
            return (string?)found["experiment"]?["experiment_id"] ?? throw new MlflowRefusal("it does not answer as an MLflow server does");
        }
        catch (MlflowRefusal problem) when (problem.IsAbsent)
        {
            var made = await server.Post("experiments/create", new JsonObject { ["name"] = name }, stop).ConfigureAwait(false);
            return (string?)made["experiment_id"] ?? throw new MlflowRefusal("it does not answer as an MLflow server does");
        }
    }

    private async Task SendParameters(CancellationToken stop)
    {
        var parameters = OptionCatalog.Entries.Where(entry => !NotParameters.Contains(entry.Name))
            .Select(entry => MlflowJson.Pair(entry.Name, entry.Read(plan.Options)))
            .Append(MlflowJson.Pair("parameters", $"{plan.ParameterCount}"));
        foreach (var some in parameters.Chunk(ParametersAtOnce))
        {
            await LogBatch("params", some, stop).ConfigureAwait(false);
        }
    }

    private Task<JsonNode> LogBatch(string kind, IEnumerable<JsonNode> items, CancellationToken stop) =>
        server.Post("runs/log-batch", new JsonObject { ["run_id"] = _link!.RunId, [kind] = new JsonArray([.. items]) }, stop);

    private Task<JsonNode> Update(JsonObject change, CancellationToken stop)
    {
        change["run_id"] = _link!.RunId;
        return server.Post("runs/update", change, stop);
    }

    private void Remember(MlflowLink link)
    {
        _link = link;
        link.Write(_directory);
    }
}
