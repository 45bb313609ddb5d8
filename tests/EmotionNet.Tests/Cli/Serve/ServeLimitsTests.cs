using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using EmotionNet.Cli.Serve;
using EmotionNet.Tests.Inference.Images;
using Microsoft.Extensions.DependencyInjection;

namespace EmotionNet.Tests.Cli.Serve;

[Collection(TorchFreeTests.Name)]
public sealed class ServeLimitsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_request_beyond_the_queue_is_told_to_come_again()
    {
        using var server = new ServerFactory(new ServeOptions { Threads = 1, MaximumRequests = 1 });
        using var client = server.CreateClient();
        var place = server.Services.GetRequiredService<Admission>().TryEnter(0); // as a request that runs

        var answer = await Post(client);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        place!.Dispose();
        Assert.Equal(HttpStatusCode.OK, (await Post(client)).StatusCode);
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_in_time_is_given_up()
    {
        using var server = new ServerFactory(new ServeOptions { Threads = 1, Timeout = TimeSpan.FromMilliseconds(300) });
        server.UseKestrel(port: 0);
        server.StartServer();
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, server.ClientOptions.BaseAddress.Port, Cancellation);
        await using var stream = connection.GetStream();

        const string Head = "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 9\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Head), Cancellation);
        using var reader = new StreamReader(stream);

        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync(Cancellation));
    }

    [Fact]
    public async Task An_answer_that_takes_too_long_is_given_up()
    {
        using var server = new ServerFactory(new ServeOptions { Threads = 1, Timeout = TimeSpan.FromMilliseconds(1) });
        using var client = server.CreateClient();
        var slow = Png.OfOneGrey(4000, 4000); // its decoding alone takes longer than the timeout

        Assert.Contains((await Post(client, slow)).StatusCode, (HttpStatusCode[])[HttpStatusCode.ServiceUnavailable, HttpStatusCode.RequestTimeout]);
    }

    [Fact]
    public async Task With_a_key_only_who_has_it_gets_an_answer()
    {
        var key = ApiKey.Read(_folder.Write("key.txt", "a-key-of-32-letters-and-digits-0\nanother line\n"));
        using var server = new ServerFactory(new ServeOptions { Threads = 1, Key = key });
        using var client = server.CreateClient();

        Assert.Equal(HttpStatusCode.Unauthorized, (await Post(client)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/metrics", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/model", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/", Cancellation)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-key-of-32-letters-and-digits-1");
        Assert.Equal(HttpStatusCode.Unauthorized, (await Post(client)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-key-of-32-letters-and-digits-0");
        Assert.Equal(HttpStatusCode.OK, (await Post(client)).StatusCode);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("has a blank in its first line")]
    public void A_file_without_a_key_is_refused(string text) =>
        Assert.Throws<UserInputException>(() => ApiKey.Read(_folder.Write("key.txt", text)));

    [Fact]
    public void What_is_held_is_bounded_in_requests_and_in_bytes()
    {
        var admission = new Admission(maximumRequests: 2, maximumBytes: 100);

        var first = admission.TryEnter(200); // a single request always fits
        Assert.Null(admission.TryEnter(1));
        first!.Dispose();
        first.Dispose();
        using var second = admission.TryEnter(60);
        using var third = admission.TryEnter(40);
        Assert.NotNull(third);
        Assert.Null(admission.TryEnter(0));
    }

    [Fact]
    public void The_room_of_a_request_is_free_only_when_its_last_image_has_left()
    {
        var admission = new Admission(maximumRequests: 1, maximumBytes: 100);
        var request = admission.TryEnter(50)!;
        var image = request.Share();

        request.Dispose(); // its client is gone
        request.Dispose();
        Assert.Null(admission.TryEnter(1));
        image.Dispose();

        using var next = admission.TryEnter(1);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task An_image_that_is_given_up_or_answered_or_bad_leaves_its_room()
    {
        using var server = new ServerFactory(new ServeOptions { Threads = 1, MaximumRequests = 1 });
        using var client = server.CreateClient();
        var (admission, queue) = (server.Services.GetRequiredService<Admission>(), server.Services.GetRequiredService<PredictionQueue>());
        var face = ServeImages.DrawnFace();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        (byte[], CancellationToken)[] requests = [(face, cancelled.Token), ([1, 2, 3], Cancellation), (face, Cancellation)];
        foreach (var (content, token) in requests)
        {
            using var request = admission.TryEnter(1);
            Assert.NotNull(request);
            await Record.ExceptionAsync(() => queue.Predict(new("-", content, IsFace: true), request, token));
        }

        Assert.Equal(HttpStatusCode.OK, (await Post(client)).StatusCode);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task<HttpResponseMessage> Post(HttpClient client, byte[]? image = null)
    {
        var content = new ByteArrayContent(image ?? ServeImages.DrawnFace());
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return client.PostAsync("/v1/predict?detect=false", content, Cancellation);
    }
}
