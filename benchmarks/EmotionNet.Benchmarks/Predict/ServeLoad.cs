using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace EmotionNet.Benchmarks.Predict;

/// <summary>Sends requests to an <c>emotionnet serve</c> on this machine for a bounded time: most with an image, some malformed.</summary>
internal sealed class ServeLoad
{
    private const int MaximumSeconds = 600;
    private const int MalformedEach = 10;

    private readonly Uri _address;
    private readonly byte[] _image;
    private readonly (byte[] Body, string Type)[] _malformed;
    private readonly List<double> _milliseconds = [];
    private readonly Dictionary<string, int> _wrong = [];
    private readonly Lock _lock = new();
    private int _rejected;

    private ServeLoad(Uri address, byte[] image) => (_address, _image, _malformed) = (address, image,
    [
        ("a text"u8.ToArray(), "image/png"),
        (image[..(image.Length / 2)], "image/jpeg"),
        (image, "text/plain"),
        (image, "multipart/form-data; boundary=x"),
        ([], "image/png"),
        ([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. new byte[100]], "image/png"),
    ]);

    /// <summary>Runs and prints.</summary>
    /// <param name="address">Where the server listens, a loopback address.</param>
    /// <param name="imagePath">The image that is sent.</param>
    /// <param name="seconds">For how long, at most 600.</param>
    /// <param name="connections">Connections, each with one request at a time.</param>
    public static int Run(string address, string imagePath, int seconds, int connections)
    {
        var uri = new Uri(address);
        if (!uri.IsLoopback)
        {
            Console.Error.WriteLine($"{address} is not of this machine.");
            return 2;
        }

        var load = new ServeLoad(uri, File.ReadAllBytes(imagePath));
        return load.Run(TimeSpan.FromSeconds(Math.Min(seconds, MaximumSeconds)), connections).GetAwaiter().GetResult();
    }

    private async Task<int> Run(TimeSpan duration, int connections)
    {
        using var metrics = new HttpClient { BaseAddress = _address };
        var clock = Stopwatch.StartNew();
        var clients = Enumerable.Range(0, connections).Select(connection => Send(connection, clock, duration)).ToList();
        var memory = new List<double>();
        while (clock.Elapsed < duration)
        {
            await Task.Delay(duration / 10);
            memory.Add(await WorkingSet(metrics));
        }

        await Task.WhenAll(clients);
        var sorted = _milliseconds.Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{connections} connections, {duration.TotalSeconds} s: {sorted.Count / clock.Elapsed.TotalSeconds:0.0} requests/s, p50 {sorted[sorted.Count / 2]:0} ms, "
            + $"p99 {sorted[sorted.Count * 99 / 100]:0} ms, {_rejected} malformed got 4xx, {_wrong.Values.Sum()} errors"));
        var megabytes = memory.Select(bytes => (bytes / 1e6).ToString("0", CultureInfo.InvariantCulture));
        Console.WriteLine($"memory in MB, at tenths of the time: {string.Join(' ', megabytes)}");
        foreach (var (what, count) in _wrong)
        {
            Console.WriteLine($"{count} × {what}");
        }

        return _wrong.Count == 0 ? 0 : 1;
    }

    private async Task Send(int connection, Stopwatch clock, TimeSpan duration)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1 };
        using var client = new HttpClient(handler) { BaseAddress = _address };
        for (var request = connection; clock.Elapsed < duration; request++)
        {
            var isMalformed = request % MalformedEach == 0;
            var (body, type) = isMalformed ? _malformed[request / MalformedEach % _malformed.Length] : (_image, "image/jpeg");
            var begin = clock.Elapsed;
            var answer = await Post(client, body, type);
            var isExpected = isMalformed
                ? answer.Status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
                : answer.Status == HttpStatusCode.OK;
            lock (_lock)
            {
                _rejected += isMalformed && isExpected ? 1 : 0;
                if (!isExpected)
                {
                    _wrong[answer.Text] = _wrong.GetValueOrDefault(answer.Text) + 1;
                }
                else if (!isMalformed)
                {
                    _milliseconds.Add((clock.Elapsed - begin).TotalMilliseconds);
                }
            }
        }
    }

    private static async Task<(HttpStatusCode? Status, string Text)> Post(HttpClient client, byte[] body, string type)
    {
        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            using var answer = await client.PostAsync("/v1/predict", content);
            return (answer.StatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
        catch (HttpRequestException error)
        {
            return (null, error.Message);
        }
    }

    private static async Task<double> WorkingSet(HttpClient client)
    {
        const string Name = "\nprocess_working_set_bytes ";
        var metrics = await client.GetStringAsync("/metrics");
        var start = metrics.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
        return double.Parse(metrics[start..metrics.IndexOf('\n', start)], CultureInfo.InvariantCulture);
    }
}
