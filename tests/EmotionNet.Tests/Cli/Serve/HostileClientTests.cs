using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using EmotionNet.Tests.Inference.Images;

namespace EmotionNet.Tests.Cli.Serve;

/// <summary>A real server among clients that mean harm: it stays up, answers others, and its memory is bounded.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class HostileClientTests : IDisposable
{
    private const int Connections = 10_000;
    private const int MaximumMegabytes = 400; // more than it has after its first answer

    private const string ChunkTooLong =
        "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n";

    private readonly TemporaryFolder _folder = new();
    private readonly ServerProcess _server;

    public HostileClientTests() => _server = new ServerProcess(_folder.Path);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Strangers_with_ten_thousand_connections_and_bombs_do_not_keep_others_from_an_answer()
    {
        await OthersAreAnswered();
        var before = Megabytes("VmRSS");

        var sockets = await OpenConnections();
        await OthersAreAnswered();
        foreach (var request in BadRequests)
        {
            await Send(request);
        }

        Assert.StartsWith("HTTP/1.1 400", await FirstLineTo(ChunkTooLong), StringComparison.Ordinal);
        await OthersAreAnswered();
        await Task.WhenAll(Bombs.Select(bomb => Refused(bomb.Body, bomb.Type, bomb.Encoding)));
        await OthersAreAnswered();

        Assert.InRange(Megabytes("VmHWM") - before, 0, MaximumMegabytes);
        sockets.ForEach(socket => socket.Dispose());
        _server.Stop();
        var (exitCode, _, errors) = _server.End();
        Assert.Equal(0, exitCode);
        Assert.False(errors.Contains("fail: ", StringComparison.Ordinal), errors); // a busy machine may get a warning of a late heartbeat
        Assert.False(errors.Contains("crit: ", StringComparison.Ordinal), errors);
    }

    // What a server may not take for a path of its files, a length, or a second request.
    private static IEnumerable<string> BadRequests =>
    [
        "GET /../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /page.js%00.png HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET file:///etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        $"GET /{new string('a', 100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        $"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('a', 1_000_000)}\r\n\r\n",
        $"GET / HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", 10_000))}\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        ChunkTooLong,
        "\u0016\u0003\u0001\u0002\u0000\u0001",
        "\0\0\0\0\r\n\r\n",
    ];

    private static IEnumerable<(byte[] Body, string Type, string? Encoding)> Bombs =>
    [
        (Png.OfOneGrey(12_000, 12_000), "image/png", null), // 144 megapixels in some kilobytes
        (Png.OfOneGrey(12_000, 12_000), "image/jpeg", null),
        (new byte[19 << 20], "image/png", null),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "image/png", null),
        ([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], "image/png", "gzip"),
        (FormWithPaths, "multipart/form-data; boundary=b", null),
    ];

    private static byte[] FormWithPaths =>
        "--b\r\nContent-Disposition: form-data; name=\"../../x\"; filename=\"../../../etc/passwd\"\r\n\r\nx\r\n--b--"u8.ToArray();

    private async Task OthersAreAnswered()
    {
        using var client = new HttpClient { BaseAddress = _server.Address, Timeout = TimeSpan.FromSeconds(60) };
        Assert.Equal("ok", await client.GetStringAsync("/healthz", Cancellation));
        using var content = new ByteArrayContent(ServeImages.DrawnFace());
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/v1/predict?detect=false", content, Cancellation)).StatusCode);
    }

    // Idle ones, and ones that have sent half a header.
    private async Task<List<Socket>> OpenConnections()
    {
        var sockets = new List<Socket>();
        for (var index = 0; index < Connections; index++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, _server.Address.Port, Cancellation);
            if (index % 2 == 0)
            {
                await socket.SendAsync("POST /v1/predict HTTP/1.1\r\nHost: loc"u8.ToArray(), Cancellation);
            }
        }

        return sockets;
    }

    private async Task Send(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port, Cancellation);
        await using var stream = client.GetStream();
        var answer = "";
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
            client.Client.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(stream);
            answer = await reader.ReadToEndAsync(Cancellation);
        }
        catch (IOException)
        {
            // The server has closed the connection before it read all.
        }

        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(" at EmotionNet", answer, StringComparison.Ordinal);
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer);
    }

    // The connection stays open: the server refuses what it has read, and not that more is missing.
    private async Task<string?> FirstLineTo(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port, Cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(Cancellation);
    }

    private async Task Refused(byte[] body, string type, string? encoding)
    {
        using var client = new HttpClient { BaseAddress = _server.Address };
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        var answer = await client.PostAsync("/v1/predict", content, Cancellation);

        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    private int Megabytes(string field)
    {
        var line = File.ReadLines($"/proc/{_server.Id}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
