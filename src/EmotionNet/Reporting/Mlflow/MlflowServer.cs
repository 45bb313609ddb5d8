using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EmotionNet.Reporting.Mlflow;

/// <summary>
/// The REST API 2.0 of an MLflow tracking server. Credentials come from the environment, by the names that MLflow's own clients use:
/// <c>MLFLOW_TRACKING_USERNAME</c> with <c>MLFLOW_TRACKING_PASSWORD</c>, or <c>MLFLOW_TRACKING_TOKEN</c>.
/// </summary>
internal sealed class MlflowServer : IDisposable
{
    private const int MaximumAnswerBytes = 1 << 20;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly string _root;

    /// <summary>Nothing is sent yet.</summary>
    /// <param name="url">The server: <c>http://host:5000</c>.</param>
    public MlflowServer(string url)
    {
        _root = url.TrimEnd('/');
        _http = new HttpClient { Timeout = Timeout, MaxResponseContentBufferSize = MaximumAnswerBytes };
        _http.DefaultRequestHeaders.Authorization = Credentials();
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("emotionnet", typeof(MlflowServer).Assembly.GetName().Version?.ToString(3)));
    }

    /// <summary>Asks.</summary>
    /// <param name="path">After <c>/api/2.0/mlflow/</c>, with its query.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="HttpRequestException">The server does not answer, or is in trouble.</exception>
    /// <exception cref="MlflowRefusal">It refuses.</exception>
    /// <exception cref="OperationCanceledException">It took too long, or was stopped.</exception>
    public async Task<JsonNode> Get(string path, CancellationToken stop)
    {
        using var answer = await _http.GetAsync(Api(path), stop).ConfigureAwait(false);
        return await Read(answer, stop).ConfigureAwait(false);
    }

    /// <summary>Tells; otherwise as <see cref="Get"/>.</summary>
    public async Task<JsonNode> Post(string path, JsonObject content, CancellationToken stop)
    {
        using var text = new StringContent(content.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(Api(path), text, stop).ConfigureAwait(false);
        return await Read(answer, stop).ConfigureAwait(false);
    }

    /// <summary>Uploads a file of a run by way of the server; otherwise as <see cref="Get"/>.</summary>
    /// <param name="artifactRoot">The run's artifact URI.</param>
    /// <param name="file">The file.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="MlflowRefusal">The server does not take artifacts, or not this one.</exception>
    public async Task Upload(string artifactRoot, string file, CancellationToken stop)
    {
        if (!Uri.TryCreate(artifactRoot, UriKind.Absolute, out var root) || root.Scheme != "mlflow-artifacts")
        {
            throw new MlflowRefusal("it stores them where only its own clients reach them; a server that serves artifacts takes them");
        }

        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(file, stop).ConfigureAwait(false));
        content.Headers.ContentType = new MediaTypeHeaderValue(Path.GetExtension(file) switch
        {
            ".json" => "application/json",
            ".png" => "image/png",
            _ => "text/csv",
        });
        var place = $"{root.AbsolutePath.Trim('/')}/{Uri.EscapeDataString(Path.GetFileName(file))}";
        using var answer = await _http.PutAsync($"{_root}/api/2.0/mlflow-artifacts/artifacts/{place}", content, stop).ConfigureAwait(false);
        await Read(answer, stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<JsonNode> Read(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
        {
            throw new HttpRequestException($"it answers {(int)answer.StatusCode}");
        }

        var text = await answer.Content.ReadAsStringAsync(stop).ConfigureAwait(false);
        var content = Parse(text);
        if (answer.IsSuccessStatusCode)
        {
            return content ?? throw new MlflowRefusal("it does not answer as an MLflow server does");
        }

        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new MlflowRefusal(
                "it refuses access; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, to an account that may write");
        }

        var code = Text(content?["error_code"]);
        throw new MlflowRefusal(
            $"it answers {(int)answer.StatusCode}{(code is null ? "" : $" {code}")}{(Text(content?["message"]) is { } message ? $": {Shorten(message)}" : "")}",
            code == "RESOURCE_DOES_NOT_EXIST");
    }

    // Artifacts are answered with an empty text by some versions.
    private static JsonNode? Parse(string text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? new JsonObject() : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Shorten(string message)
    {
        var line = message.ReplaceLineEndings(" ");
        return line.Length > 200 ? $"{line[..200]}…" : line;
    }

    private static AuthenticationHeaderValue? Credentials()
    {
        var (user, password) = (Variable("USERNAME"), Variable("PASSWORD"));
        return user is not null && password is not null
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")))
            : Variable("TOKEN") is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable($"MLFLOW_TRACKING_{name}") is { Length: > 0 } value ? value : null;

    private string Api(string path) => $"{_root}/api/2.0/mlflow/{path}";
}
