using System.Text.Json;
using EmotionNet.Data;
using EmotionNet.Data.Synthetic;
using EmotionNet.Inference.Images;
using EmotionNet.Tests.Data;
using EmotionNet.Tests.Explanation;
using EmotionNet.Tests.Export;
using EmotionNet.Tests.Inference;
using SixLabors.ImageSharp;

namespace EmotionNet.Tests.Cli.Explain;

/// <summary><c>explain</c> as a user meets it, in the real executable.</summary>
[Collection(ProgramTests.Name)]
public sealed class ExplainProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Both_peaks_and_the_drawing_are_told_for_a_network_that_looks_at_one_corner()
    {
        PreparedCheckpoints.Write(_folder.File("run/best_model.safetensors"), PreparedCheckpoints.Name.OfUpperRightCorner);
        ImageFile.WriteGreyPng(_folder.File("face.png"), CornerNetwork.Face(isRight: true, isBottom: false), FaceSet.ImageSize, FaceSet.ImageSize);
        _folder.Write("text.jpg", "hello");

        var (exitCode, output, errors) =
            EmotionNetProcess.Run(_folder.Path, "explain", "--model", "run", "face.png", "text.jpg", "--no-detect", "--json", "--out", "drawn");

        Assert.Equal(3, exitCode);
        Assert.StartsWith("text.jpg: the file is not an image", errors, StringComparison.Ordinal);
        var face = JsonDocument.Parse(output).RootElement;
        Assert.Equal(("angry", "angry"), (face.GetProperty("predicted").GetString(), face.GetProperty("class").GetString()));
        Assert.Equal(face.GetProperty("probabilities").GetProperty("angry").GetDouble(), face.GetProperty("probability").GetDouble());
        foreach (var method in (string[])["gradCam", "occlusion"])
        {
            var peak = face.GetProperty(method).GetProperty("peak");
            Assert.InRange(peak.GetProperty("x").GetDouble(), FaceSet.ImageSize - CornerNetwork.CornerSide, FaceSet.ImageSize);
            Assert.InRange(peak.GetProperty("y").GetDouble(), 0, CornerNetwork.CornerSide);
        }

        Assert.InRange(face.GetProperty("occlusion").GetProperty("fall").GetDouble(), 0.05, 1);
        using var drawing = Image.Load(_folder.File(face.GetProperty("file").GetString()!));
        Assert.Equal(944, drawing.Width); // three panels
        Assert.Equal(["face-1.png"], Directory.GetFiles(_folder.File("drawn")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_face_of_a_photograph_has_the_probabilities_that_predict_prints()
    {
        File.WriteAllBytes(_folder.File("me.jpg"), Photograph.Bytes);
        var model = Path.Combine(AppContext.BaseDirectory, "models", "ferplus.safetensors");

        var explained = EmotionNetProcess.Run(
            _folder.Path, "explain", "--model", model, "me.jpg", "--class", "sad", "--method", "occlusion", "--json", "--out", "drawn");
        var predicted = EmotionNetProcess.Run(_folder.Path, "predict", "--model", model, "me.jpg", "--json");

        Assert.Equal((0, ""), (explained.ExitCode, explained.Errors));
        var (face, expected) = (JsonDocument.Parse(explained.Output).RootElement, JsonDocument.Parse(predicted.Output).RootElement.GetProperty("faces")[0]);
        Assert.Equal(expected.GetProperty("probabilities").GetRawText(), face.GetProperty("probabilities").GetRawText());
        Assert.Equal(("happiness", "sadness"), (face.GetProperty("predicted").GetString(), face.GetProperty("class").GetString()));
        Assert.Equal(JsonValueKind.Null, face.GetProperty("gradCam").ValueKind);
    }

    [Fact]
    public void The_worst_faces_of_a_split_are_the_most_confidently_wrong_ones()
    {
        PreparedCheckpoints.Write(_folder.File("best.safetensors"));
        SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 10, validation: 60, test: 10);
        string[] explain = ["explain", "--model", "best.safetensors", "--split", "validation", "--data-dir", "sample", "--out", "drawn"];

        var all = EmotionNetProcess.Run(_folder.Path, [.. explain, "--worst", "60", "--method", "grad-cam", "--json"]);
        var three = EmotionNetProcess.Run(_folder.Path, [.. explain, "--worst", "3"]);

        Assert.Equal(0, all.ExitCode);
        Assert.Matches(SmallData.UnreadOfSample, all.Errors);
        var faces = all.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.InRange(faces.Count, 30, 60); // a network that was never trained
        Assert.All(faces, face => Assert.NotEqual(face.GetProperty("label").GetString(), face.GetProperty("predicted").GetString()));
        var confidences = faces.Select(face => face.GetProperty("probability").GetDouble()).ToList();
        Assert.Equal(confidences.OrderDescending(), confidences);
        Assert.Equal(faces.Count, Directory.GetFiles(_folder.File("drawn")).Length);
        var rows = three.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, rows.Length);
        Assert.All(rows.Skip(1).Zip(faces), row => Assert.EndsWith($" {row.Second.GetProperty("file").GetString()}", row.First, StringComparison.Ordinal));
    }
}
