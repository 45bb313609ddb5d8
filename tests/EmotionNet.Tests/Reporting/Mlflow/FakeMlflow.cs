using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace EmotionNet.Tests.Reporting.Mlflow;

/// <summary>The part of an MLflow tracking server that a run uses, with its rules: parameters never change, a run has an experiment, artifacts go by the server.</summary>
internal sealed class FakeMlflow : IDisposable
{
    private const string Api = "/api/2.0/mlflow/", Artifacts = "/api/2.0/mlflow-artifacts/artifacts/";

    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, string> _experiments = [];

    public FakeMlflow()
    {
        Url = $"http://127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _ = Task.Run(Serve);
    }

    public string Url { get; }

    public List<FakeMlflowRun> Runs { get; } = [];

    public ConcurrentQueue<string?> Authorizations { get; } = [];

    /// <summary>How many of the next requests are answered with 503.</summary>
    public int Troubles { get; set; }

    public bool RefusesAll { get; set; }

    /// <summary>Whether numbers are refused, by a proxy that allows no large requests.</summary>
    public bool RefusesMetrics { get; set; }

    public string ArtifactScheme { get; init; } = "mlflow-artifacts:/";

    public FakeMlflowRun OnlyRun => Assert.Single(Runs);

    public IEnumerable<string> ExperimentNames => _experiments.Keys;

    public void Dispose() => _listener.Close();

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task Serve()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            Authorizations.Enqueue(context.Request.Headers["Authorization"]);
            var (status, answer) = Troubles > 0 ? (503, new JsonObject()) : RefusesAll ? (401, new JsonObject()) : await Answer(context.Request);
            Troubles = Math.Max(0, Troubles - 1);
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()));
            context.Response.Close();
        }
    }

    private async Task<(int Status, JsonObject Answer)> Answer(HttpListenerRequest request)
    {
        using var content = new MemoryStream();
        await request.InputStream.CopyToAsync(content);
        var path = request.Url!.AbsolutePath;
        if (path.StartsWith(Artifacts, StringComparison.Ordinal) && request.HttpMethod == "PUT")
        {
            var parts = path[Artifacts.Length..].Split('/');
            Runs.Single(run => run.Id == parts[1]).Files[parts[^1]] = content.ToArray();
            return (200, []);
        }

        var json = content.Length == 0 ? [] : JsonNode.Parse(content.ToArray())!.AsObject();
        return (request.HttpMethod, path[Api.Length..]) switch
        {
            ("GET", "experiments/get-by-name") => _experiments.TryGetValue(request.QueryString["experiment_name"]!, out var id)
                ? (200, new JsonObject { ["experiment"] = new JsonObject { ["experiment_id"] = id } })
                : NotThere(),
            ("POST", "experiments/create") => (200, new JsonObject { ["experiment_id"] = _experiments[Text(json, "name")] = $"{_experiments.Count + 1}" }),
            ("POST", "runs/create") => (200, Describe(Create(json))),
            ("GET", "runs/get") => Find(request.QueryString["run_id"]!) is { } run ? (200, Describe(run)) : NotThere(),
            ("POST", "runs/update") => Change(json),
            ("POST", "runs/log-batch") => Log(json),
            ("POST", "runs/delete-tag") => Find(Text(json, "run_id"))?.Tags.Remove(Text(json, "key")) == true ? (200, []) : NotThere(),
            _ => (404, new JsonObject { ["error_code"] = "ENDPOINT_NOT_FOUND" }),
        };
    }

    private FakeMlflowRun Create(JsonObject json)
    {
        Assert.Contains(Text(json, "experiment_id"), _experiments.Values);
        var run = new FakeMlflowRun($"run{Runs.Count + 1}", Text(json, "run_name"));
        foreach (var tag in json["tags"]!.AsArray())
        {
            run.Tags[Text(tag!, "key")] = Text(tag!, "value");
        }

        Runs.Add(run);
        return run;
    }

    private (int, JsonObject) Change(JsonObject json)
    {
        if (Find(Text(json, "run_id")) is not { } run)
        {
            return NotThere();
        }

        run.Statuses.Add(Text(json, "status"));
        return (200, []);
    }

    private (int, JsonObject) Log(JsonObject json)
    {
        var run = Find(Text(json, "run_id"))!;
        Assert.InRange(json["metrics"]?.AsArray().Count ?? 0, 0, 1_000);
        Assert.InRange(json["params"]?.AsArray().Count ?? 0, 0, 100);
        foreach (var parameter in json["params"]?.AsArray() ?? [])
        {
            var (key, value) = (Text(parameter!, "key"), Text(parameter!, "value"));
            if (!run.Parameters.TryAdd(key, value) && run.Parameters[key] != value)
            {
                return (400, new JsonObject { ["error_code"] = "INVALID_PARAMETER_VALUE", ["message"] = $"Changing {key} is not allowed" });
            }
        }

        foreach (var tag in json["tags"]?.AsArray() ?? [])
        {
            run.Tags[Text(tag!, "key")] = Text(tag!, "value");
        }

        if (RefusesMetrics && json["metrics"] is not null)
        {
            return (413, new JsonObject { ["message"] = "too large" });
        }

        foreach (var metric in json["metrics"]?.AsArray() ?? [])
        {
            run.Metrics.Add((Text(metric!, "key"), (double)metric!["value"]!, (long)metric["step"]!));
        }

        return (200, []);
    }

    private JsonObject Describe(FakeMlflowRun run) => new()
    {
        ["run"] = new JsonObject
        {
            ["info"] = new JsonObject
            {
                ["run_id"] = run.Id,
                ["artifact_uri"] = $"{ArtifactScheme}1/{run.Id}/artifacts",
                ["lifecycle_stage"] = run.IsDeleted ? "deleted" : "active",
            },
            ["data"] = new JsonObject
            {
                ["tags"] = new JsonArray([.. run.Tags.Select(tag => new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value })]),
            },
        },
    };

    private FakeMlflowRun? Find(string id) => Runs.Find(run => run.Id == id);

    private static (int, JsonObject) NotThere() => (404, new JsonObject { ["error_code"] = "RESOURCE_DOES_NOT_EXIST", ["message"] = "not there" });

    private static string Text(JsonNode json, string name) => (string)json[name]!;
}

/// <summary>A run on it.</summary>
internal sealed class FakeMlflowRun(string id, string name)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public bool IsDeleted { get; set; }

    public Dictionary<string, string> Tags { get; } = [];

    public Dictionary<string, string> Parameters { get; } = [];

    public List<(string Key, double Value, long Step)> Metrics { get; } = [];

    public List<string> Statuses { get; } = [];

    public Dictionary<string, byte[]> Files { get; } = [];

    public IEnumerable<long> StepsOf(string key) => Metrics.Where(metric => metric.Key == key).Select(metric => metric.Step);
}
