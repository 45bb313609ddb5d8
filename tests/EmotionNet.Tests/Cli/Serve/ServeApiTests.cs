using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmotionNet.Cli.Serve;
using EmotionNet.Tests.Inference.Images;

namespace EmotionNet.Tests.Cli.Serve;

[Collection(TorchFreeTests.Name)]
public sealed class ServeApiTests : IDisposable
{
    // The documented fields are all that there are.
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private readonly ServerFactory _server = new(new ServeOptions { Threads = 2, MaximumBodyLength = 1 << 20 });
    private readonly HttpClient _client;

    public ServeApiTests() => _client = _server.CreateClient();

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task An_image_is_answered_with_the_probabilities_of_the_library()
    {
        var face = ServeImages.DrawnFace();
        var expected = ServeImages.Expected(face);

        var answer = await Read<PredictionDocument>(await Post(face, "image/png", "?detect=false"));

        var found = Assert.Single(answer.Faces);
        Assert.Equal(("-", 48, 48, expected.Emotion), (answer.Image, answer.Width, answer.Height, found.Emotion));
        Assert.Equal(expected.ClassNames, found.Probabilities.Keys);
        Assert.All(expected.Probabilities.Zip(found.Probabilities.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public async Task A_form_of_images_is_answered_in_its_order_with_its_names()
    {
        using var form = new MultipartFormDataContent();
        for (var index = 0; index < 5; index++)
        {
            form.Add(new ByteArrayContent(ServeImages.DrawnFace(index)), "images", $"face-{index}.png");
        }

        form.Add(new StringContent("ignored"), "comment");

        var answers = await Read<PredictionDocument[]>(await _client.PostAsync("/v1/predict?detect=false&top=2", form, Cancellation));

        Assert.Equal(["face-0.png", "face-1.png", "face-2.png", "face-3.png", "face-4.png"], answers.Select(answer => answer.Image));
        for (var index = 0; index < 5; index++)
        {
            var (face, expected) = (Assert.Single(answers[index].Faces), ServeImages.Expected(ServeImages.DrawnFace(index)));
            Assert.Equal(expected.Emotion, face.Emotion);
            Assert.Equal(expected.Confidence, face.Probabilities.First().Value, 1e-5);
            Assert.Equal(2, face.Probabilities.Count);
        }
    }

    [Fact]
    public async Task Many_requests_at_once_each_get_their_own_answer()
    {
        var expected = Enumerable.Range(0, 8).Select(index => ServeImages.Expected(ServeImages.DrawnFace(index))).ToList();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async request =>
            await Read<PredictionDocument>(await Post(ServeImages.DrawnFace(request % 8), "image/png", "?detect=false"))));

        for (var request = 0; request < answers.Length; request++)
        {
            var values = Assert.Single(answers[request].Faces).Probabilities.Values;
            Assert.All(expected[request % 8].Probabilities.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    [Fact]
    public async Task An_image_without_a_face_has_an_empty_list() =>
        Assert.Empty((await Read<PredictionDocument>(await Post(Png.OfOneGrey(64, 64), "image/png"))).Faces);

    [Theory]
    [InlineData("text", "image/png", 400, "the file is not an image that can be read")]
    [InlineData("cut", "image/png", 400, "the image is damaged or cut off")]
    [InlineData("empty", "image/png", 400, "The body is empty")]
    [InlineData("onePixel", "image/png", 400, "the image is 1×1 pixels")]
    [InlineData("bomb", "image/png", 400, "the image is 30000×30000 pixels")]
    [InlineData("long", "image/png", 413, "The body is too long; send at most 1 MB.")]
    [InlineData("face", "text/plain", 415, "Send an image as the body")]
    [InlineData("face", "", 415, "Send an image as the body")]
    [InlineData("face", "multipart/form-data", 400, "The multipart form is malformed or cut off.")]
    [InlineData("face", "multipart/form-data; boundary=x", 400, "The multipart form is malformed or cut off.")]
    public async Task A_bad_request_is_told_in_one_sentence_and_breaks_nothing(string body, string type, int status, string sentence)
    {
        var answer = await Post(BodyOf(body), type, "?detect=false");

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Contains(sentence, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Post(ServeImages.DrawnFace(), "image/png", "?detect=false")).StatusCode);
    }

    [Theory]
    [InlineData("?detect=maybe", "The parameter detect is true or false.")]
    [InlineData("?top=0", "The parameter top is a whole number from 1 to 100.")]
    [InlineData("?top=x", "The parameter top is a whole number from 1 to 100.")]
    public async Task A_wrong_parameter_is_told(string query, string sentence)
    {
        var answer = await Post(ServeImages.DrawnFace(), "image/png", query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_bytes_of_a_stranger_are_a_bug()
    {
        var face = ServeImages.DrawnFace();
        string[] types = ["image/png", "image/jpeg", "application/octet-stream", "multipart/form-data; boundary=PNG"];
        var random = new Random(1);
        for (var turn = 0; turn < 120; turn++)
        {
            var body = face[..random.Next(1, face.Length + 1)];
            body[random.Next(body.Length)] = (byte)random.Next(256);

            var answer = await Post(body, types[turn % types.Length], "?detect=false");

            Assert.True((int)answer.StatusCode is 200 or 400, $"{answer.StatusCode}: {Convert.ToHexString(body)}");
        }
    }

    [Fact]
    public async Task The_model_describes_itself()
    {
        var model = await Read<ModelDocument>(await _client.GetAsync("/v1/model", Cancellation));

        Assert.Equal(["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"], model.Classes);
        Assert.Equal("attention_emotion_net_large", model.Metadata["emotionnet.model"]);
    }

    [Fact]
    public async Task Probes_and_metrics_answer()
    {
        Assert.Equal("ok", await _client.GetStringAsync("/healthz", Cancellation));
        Assert.Equal("ready", await _client.GetStringAsync("/readyz", Cancellation));
        await Post(ServeImages.DrawnFace(), "image/png", "?detect=false");

        var metrics = await _client.GetStringAsync("/metrics", Cancellation);

        Assert.Contains("\nemotionnet_images_total 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("http_requests_received_total{code=\"200\",method=\"POST\"", metrics, StringComparison.Ordinal);
        Assert.Contains("emotionnet_stage_seconds_count{stage=\"classify\"} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_that_the_server_does_not_have_is_refused_and_not_counted()
    {
        using var request = new HttpRequestMessage(new HttpMethod("STRANGE"), "/v1/model");

        var answer = await _client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD", "POST", "OPTIONS"], answer.Content.Headers.Allow);
        Assert.DoesNotContain("STRANGE", await _client.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v1/predict", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_is_explained_as_every_other_error(string method, string address, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);

        var answer = await _client.SendAsync(request, Cancellation);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("/openapi/v1.json", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_many_fields_is_refused()
    {
        using var form = new MultipartFormDataContent();
        for (var index = 0; index <= new ServeOptions().MaximumImages; index++)
        {
            form.Add(new StringContent("text"), "comment");
        }

        var answer = await _client.PostAsync("/v1/predict", form, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("Send at most 64 images and fields", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_generated_api_description_has_every_route_and_the_fields_of_an_answer()
    {
        using var document = JsonDocument.Parse(await _client.GetStringAsync("/openapi/v1.json", Cancellation));

        Assert.Equal(
            ["/v1/predict", "/v1/model", "/healthz", "/readyz"],
            document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name));
        var schema = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(nameof(PredictionDocument));
        Assert.Equal(["image", "width", "height", "faces"], schema.GetProperty("properties").EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task The_page_and_its_files_name_no_other_host_and_forbid_every_other()
    {
        foreach (var path in (string[])["/", "/page.js", "/page.css"])
        {
            var answer = await _client.GetAsync(path, Cancellation);
            var text = await answer.Content.ReadAsStringAsync(Cancellation);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
            Assert.DoesNotMatch("(src|href)=\"(?!/)", text);
            Assert.StartsWith("default-src 'none'; script-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_name_that_another_site_points_at_this_machine_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/model") { Headers = { Host = "attacker.example" } };

        Assert.Equal(HttpStatusCode.BadRequest, (await _client.SendAsync(request, Cancellation)).StatusCode);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<HttpResponseMessage> Post(byte[] body, string type, string query = "")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = type.Length == 0 ? null : MediaTypeHeaderValue.Parse(type);
        return await _client.PostAsync($"/v1/predict{query}", content, Cancellation);
    }

    private static async Task<T> Read<T>(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<T>(text, Strict)!;
    }

    private static byte[] BodyOf(string name) => name switch
    {
        "text" => "a text"u8.ToArray(),
        "cut" => ServeImages.DrawnFace()[..500],
        "empty" => [],
        "onePixel" => Png.OfOneGrey(1, 1),
        "bomb" => Png.HeaderOnly(30_000, 30_000),
        "long" => new byte[2 << 20],
        _ => ServeImages.DrawnFace(),
    };
}
