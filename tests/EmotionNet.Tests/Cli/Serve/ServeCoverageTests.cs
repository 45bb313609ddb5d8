using System.Net.Http.Headers;
using System.Text.Json;
using EmotionNet.Cli.Serve;
using EmotionNet.Inference;
using EmotionNet.Tests.Inference;

namespace EmotionNet.Tests.Cli.Serve;

[Collection(TorchFreeTests.Name)]
public sealed class ServeCoverageTests : IDisposable
{
    private readonly ServerFactory _server = new(
        new ServeOptions { Threads = 1 },
        () => EmotionClassifier.Load(new ClassifierOptions { Threads = 1, Coverage = 0.9 }, CalibratedModel.Of(single: 0.05, mirrored: 0.5)));

    private readonly HttpClient _client;

    public ServeCoverageTests() => _client = _server.CreateClient();

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task A_face_has_its_set_and_no_emotion_where_the_server_abstains()
    {
        using var content = new ByteArrayContent(ServeImages.DrawnFace()) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };

        var answer = await _client.PostAsync("/v1/predict?detect=false&top=7", content, Cancellation);

        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        var face = Assert.Single(JsonSerializer.Deserialize<PredictionDocument>(text, JsonSerializerOptions.Web)!.Faces);
        var expected = face.Probabilities.Where(entry => entry.Value >= 0.05).Select(entry => entry.Key).ToList();
        Assert.InRange(expected.Count, 2, 7);
        Assert.Equal(expected, face.Set);
        Assert.Equal((0.9, true, null, null), (face.Coverage, face.Abstains, face.Emotion, face.Confidence));
    }

    [Fact]
    public async Task The_model_says_its_coverage()
    {
        var model = JsonSerializer.Deserialize<ModelDocument>(await _client.GetStringAsync("/v1/model", Cancellation), JsonSerializerOptions.Web)!;

        Assert.Equal(0.9, model.Coverage);
    }

    [Fact]
    public async Task The_api_description_has_the_set_and_says_that_an_emotion_may_be_missing()
    {
        using var document = JsonDocument.Parse(await _client.GetStringAsync("/openapi/v1.json", Cancellation));

        var face = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(nameof(FaceDocument)).GetProperty("properties");
        Assert.Contains("null", face.GetProperty("emotion").GetProperty("type").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal("string", face.GetProperty("set").GetProperty("items").GetProperty("type").GetString());
        Assert.True(face.TryGetProperty("abstains", out _) && face.TryGetProperty("coverage", out _));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
