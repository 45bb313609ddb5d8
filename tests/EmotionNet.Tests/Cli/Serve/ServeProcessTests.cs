using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using EmotionNet.Tests.Inference;

namespace EmotionNet.Tests.Cli.Serve;

[Collection(TorchFreeTests.Name)]
public sealed class ServeProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_server_answers_as_predict_prints()
    {
        File.WriteAllBytes(_folder.File("photo.jpg"), Photograph.Bytes);
        using var server = new ServerProcess(_folder.Path);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var form = new MultipartFormDataContent();
        form.Add(new ByteArrayContent(Photograph.Bytes), "images", "photo.jpg");

        var answer = await (await client.PostAsync("/v1/predict", form, Cancellation)).Content.ReadAsStringAsync(Cancellation);
        var printed = EmotionNetProcess.RunWithoutTorch(_folder.Path, "predict", "--json", "photo.jpg").Output;

        Assert.Equal($"[{printed.TrimEnd()}]", answer);
        Assert.Contains("\"emotion\":\"happiness\"", answer, StringComparison.Ordinal);
        server.Stop();
        Assert.Equal((0, ""), (server.End().ExitCode, server.End().Errors));
    }

    [Fact]
    public async Task With_a_coverage_it_abstains_as_predict_does()
    {
        File.WriteAllBytes(_folder.File("photo.jpg"), Photograph.Bytes);
        File.WriteAllBytes(_folder.File("unsure.onnx"), CalibratedModel.Of(single: 0.001, mirrored: 0.01));
        string[] options = ["--model", "unsure.onnx", "--coverage", "0.95"];
        using var server = new ServerProcess(_folder.Path, options);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var form = new MultipartFormDataContent();
        form.Add(new ByteArrayContent(Photograph.Bytes), "images", "photo.jpg");

        var answer = await (await client.PostAsync("/v1/predict", form, Cancellation)).Content.ReadAsStringAsync(Cancellation);
        var printed = EmotionNetProcess.RunWithoutTorch(_folder.Path, ["predict", "--json", "photo.jpg", .. options]).Output;

        Assert.Equal($"[{printed.TrimEnd()}]", answer);
        Assert.Contains(
            "\"emotion\":null,\"confidence\":null,\"coverage\":0.95,\"abstains\":true,\"set\":[\"happy\",\"neutral\"]", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_finishes_what_runs_and_ends_with_0()
    {
        using var server = new ServerProcess(_folder.Path);
        var face = ServeImages.DrawnFace();
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);
        await using var stream = connection.GetStream();
        var head = $"POST /v1/predict?detect=false HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: {face.Length}\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. face[..^10]], Cancellation);
        await WaitUntilItRuns(server);

        server.Stop();
        await Task.Delay(300, Cancellation);
        await stream.WriteAsync(face.AsMemory(face.Length - 10), Cancellation);
        using var reader = new StreamReader(stream);

        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync(Cancellation));
        Assert.Equal(0, server.End().ExitCode);
    }

    [Fact]
    public async Task Images_are_neither_stored_nor_logged()
    {
        using var server = new ServerProcess(_folder.Path);
        using var client = new HttpClient { BaseAddress = server.Address };
        var content = new ByteArrayContent(Photograph.Bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        await client.PostAsync("/v1/predict", content, Cancellation);
        await client.PostAsync("/v1/predict", new ByteArrayContent([1, 2, 3]), Cancellation);
        server.Stop();

        var (exitCode, output, errors) = server.End();

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal($"Listening on {server.Address.AbsoluteUri.TrimEnd('/')} with the model ferplus. Ctrl-C stops.", output.TrimEnd());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("serve --port 70000", "--port cannot be \"70000\"; give a whole number from 0 to 65535.")]
    [InlineData("serve --listen here", "--listen cannot be \"here\"; give an IP address of this machine,")]
    [InlineData("serve --listen 203.0.113.1", "cannot listen on 203.0.113.1 port 8080 (")] // not an address of this machine
    [InlineData("serve --api-key-file missing", "missing: there is no such file; check the path.")]
    [InlineData("serve --api-key-file short", "short: the first line is not a key of at least 16 letters and digits; write one,")]
    [InlineData("serve --model missing.onnx", "missing.onnx: there is no such file;")]
    [InlineData("serve --model short.onnx", "short.onnx: the file is not an ONNX model, or is cut off;")]
    public void What_the_server_cannot_start_with_is_told_in_one_sentence(string commandLine, string sentence)
    {
        _folder.Write("short", "secret");
        _folder.Write("short.onnx", "no model");

        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, commandLine.Split(' '));

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith(sentence, errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(letter => letter == '\n'));
    }

    [Fact]
    public void A_port_in_use_is_told_in_one_sentence()
    {
        using var first = new ServerProcess(_folder.Path);

        var (exitCode, _, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, "serve", "--port", $"{first.Address.Port}");

        Assert.Equal(2, exitCode);
        Assert.StartsWith($"cannot listen on 127.0.0.1 port {first.Address.Port} (", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_answers_at_another_address_of_this_machine()
    {
        using var server = new ServerProcess(_folder.Path, "--listen", "127.0.0.2");
        using var client = new HttpClient { BaseAddress = server.Address };

        Assert.Equal("127.0.0.2", server.Address.Host);
        Assert.Equal("ok", await client.GetStringAsync("/healthz", Cancellation));
    }

    [Fact]
    public void Listening_for_other_machines_without_a_key_is_warned_of()
    {
        using var server = new ServerProcess(_folder.Path, "--listen", "0.0.0.0");
        server.Stop();

        var (exitCode, _, errors) = server.End();

        Assert.Equal(0, exitCode);
        Assert.StartsWith("Warning: whoever reaches this address can use the server: there is no authentication;", errors, StringComparison.Ordinal);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task WaitUntilItRuns(ServerProcess server)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        while (!(await client.GetStringAsync("/metrics", Cancellation)).Contains("http_requests_in_progress{method=\"POST\"", StringComparison.Ordinal))
        {
            await Task.Delay(20, Cancellation);
        }
    }
}
