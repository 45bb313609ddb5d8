using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Export;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using EmotionNet.Models;
using EmotionNet.Runtime;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Export;

public sealed class OnnxExporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> ModelTypes =>
        [.. from name in ModelRegistry.Names from half in (bool[])[false, true] select (name, half)];

    [Theory]
    [MemberData(nameof(ModelTypes))]
    public void An_exported_model_gives_the_probabilities_of_its_network(string modelType, bool half)
    {
        var checkpoint = RandomCheckpoint.Write(_folder.File("network.safetensors"), modelType);

        var model = OnnxExporter.Export(checkpoint, new OnnxExportOptions { Half = half });
        var (difference, faces) = OnnxVerification.Compare(model, checkpoint, 0.7);

        Assert.Equal(256, faces);
        Assert.InRange(difference, 0, half ? OnnxVerification.HalfTolerance : 1e-5);
    }

    [Theory]
    [InlineData(44)]
    [InlineData(42)]
    [InlineData(16)]
    public void A_network_of_crops_is_given_the_centre_crop(int cropSize)
    {
        var checkpoint = RandomCheckpoint.Write(_folder.File("network.safetensors"), cropSize: cropSize);

        var (difference, _) = OnnxVerification.Compare(OnnxExporter.Export(checkpoint), checkpoint, 0.7);

        Assert.InRange(difference, 0, 1e-5);
    }

    [Theory]
    [MemberData(nameof(ModelTypes))]
    public void A_face_has_the_same_probabilities_alone_and_in_a_batch(string modelType, bool half)
    {
        var checkpoint = RandomCheckpoint.Write(_folder.File("network.safetensors"), modelType);
        var model = OnnxExporter.Export(checkpoint, new OnnxExportOptions { Half = half });
        var faces = Faces(5);

        var together = Run(model, faces, "probabilities");
        var alone = faces.Chunk(FaceSet.PixelCount).SelectMany(face => Run(model, face, "probabilities"));

        Assert.All(together.Zip(alone), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Probabilities_are_the_softmax_of_the_logits_at_the_temperature()
    {
        var checkpoint = RandomCheckpoint.Write(_folder.File("network.safetensors"));
        var model = OnnxExporter.Export(checkpoint, new OnnxExportOptions { Temperature = 2.5 });

        var logits = Run(model, Faces(1), "logits");
        var probabilities = Run(model, Faces(1), "probabilities");

        using var expected = (tensor(logits) / 2.5).softmax(0);
        Assert.All(expected.data<float>().Zip(probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        using var network = Checkpoint.LoadNetwork(checkpoint, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));
        using var noGradients = no_grad();
        using var byTorch = network.call(FaceTensors.Normalize(tensor(Faces(1), [1, 1, 48, 48]).to(uint8)));
        Assert.All(byTorch.data<float>().Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void The_file_says_what_goes_in_what_comes_out_and_where_it_is_from()
    {
        var checkpoint = RandomCheckpoint.Write(_folder.File("network.safetensors"));

        var model = ModelProto.Parser.ParseFrom(OnnxExporter.Export(checkpoint));
        var metadata = model.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);

        Assert.Equal(17, Assert.Single(model.OpsetImport).Version);
        Assert.Equal("faces [batch, 1, 48, 48]", Describe(Assert.Single(model.Graph.Input)));
        Assert.Equal(["probabilities [batch, 7]", "logits [batch, 7]"], model.Graph.Output.Select(Describe));
        Assert.Equal("1", metadata["emotionnet.version"]);
        Assert.Equal("angry,disgust,fear,happy,sad,surprise,neutral", metadata["emotionnet.classes"]);
        Assert.Equal("grey, 0 to 255, 48x48", metadata["emotionnet.input"]);
        Assert.Equal("0.7", metadata["emotionnet.temperature"]);
        Assert.Equal("attention_emotion_net_small", metadata["emotionnet.model"]);
        Assert.Equal("0.5000 (0.404 to 0.596)", metadata["emotionnet.accuracy"]);
        Assert.Equal(CropCalibration.Fer2013.ToString(), metadata["emotionnet.face_box"]);
        Assert.Matches("^network.safetensors, SHA-256 [0-9a-f]{64}, epoch 3$", metadata["emotionnet.source"]);
    }

    [Fact]
    public void The_same_checkpoint_gives_the_same_bytes()
    {
        var checkpoint = RandomCheckpoint.Write(_folder.File("network.safetensors"));

        Assert.Equal(OnnxExporter.Export(checkpoint), OnnxExporter.Export(checkpoint));
    }

    [Fact]
    public void Half_precision_halves_the_file()
    {
        var checkpoint = RandomCheckpoint.Write(_folder.File("network.safetensors"));

        var (whole, half) = (OnnxExporter.Export(checkpoint), OnnxExporter.Export(checkpoint, new OnnxExportOptions { Half = true }));

        Assert.InRange((double)half.Length / whole.Length, 0.5, 0.55);
    }

    [Fact]
    public void Without_a_fitted_temperature_the_logits_stay_as_they_are()
    {
        var checkpoint = RandomCheckpoint.Write(_folder.File("network.safetensors"), temperature: null);

        var (difference, _) = OnnxVerification.Compare(OnnxExporter.Export(checkpoint), checkpoint, 1);

        Assert.InRange(difference, 0, 1e-5);
    }

    [Fact]
    public void A_model_of_another_network_is_found_out()
    {
        var checkpoint = RandomCheckpoint.Write(_folder.File("network.safetensors"));
        var model = OnnxExporter.Export(RandomCheckpoint.Write(_folder.File("other.safetensors"), cropSize: 40));

        var (difference, _) = OnnxVerification.Compare(model, checkpoint, 0.7);

        Assert.False(difference <= OnnxVerification.HalfTolerance);
    }

    private static float[] Faces(int count) => [.. Enumerable.Range(0, count * FaceSet.PixelCount).Select(pixel => (float)((pixel * 7919L / 13) % 256))];

    private static float[] Run(byte[] model, float[] faces, string output)
    {
        using var session = OnnxSession.Create(model, threads: 1);
        using var input = OrtValue.CreateTensorValueFromMemory(faces, [faces.Length / FaceSet.PixelCount, 1, 48, 48]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["faces"], [input], [output]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static string Describe(ValueInfoProto value)
    {
        var dimensions = value.Type.TensorType.Shape.Dim.Select(dimension => dimension.DimParam.Length > 0 ? dimension.DimParam : $"{dimension.DimValue}");
        return $"{value.Name} [{string.Join(", ", dimensions)}]";
    }
}
