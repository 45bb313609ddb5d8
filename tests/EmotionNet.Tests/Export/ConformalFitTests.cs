using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Data.Synthetic;
using EmotionNet.Export;
using EmotionNet.Inference;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Export;

public sealed class ConformalFitTests : IDisposable
{
    private const double Temperature = 0.7;

    private readonly TemporaryFolder _folder = new();
    private readonly EmotionDataset _data = SyntheticFaces.Create(LabelMode.SingleLabel, seed: 3, training: 20, validation: 60, test: 10);
    private readonly string _checkpoint;

    public ConformalFitTests() => _checkpoint = RandomCheckpoint.Write(_folder.File("network.safetensors"), temperature: Temperature);

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(TtaMode.None)]
    [InlineData(TtaMode.Flip)]
    public void The_thresholds_are_those_of_the_network_in_torch_once_and_with_the_mirror_image(TtaMode tta)
    {
        var fitted = ConformalFit.Fit(OnnxExporter.Export(_checkpoint), Temperature, _data);

        Assert.Equal((Temperature, 60), (fitted.Temperature, fitted.Faces));
        var expected = ConformalPrediction.Threshold(ScoresInTorch(_data.Validation!, tta), 0.9);
        Assert.Equal(expected, fitted.ThresholdAt(0.9, isMirrored: tta == TtaMode.Flip), 2e-5);
    }

    [Fact]
    public void Faces_that_the_network_was_trained_on_do_not_count()
    {
        using var training = _data.Validation!.Subset([.. Enumerable.Range(0, 25).Select(face => (long)face)]);
        using var leaking = new EmotionDataset { Layout = "drawn", LabelMode = LabelMode.SingleLabel, Training = training, Validation = _data.Validation };

        Assert.Equal(35, ConformalFit.Fit(OnnxExporter.Export(_checkpoint), Temperature, leaking).Faces);
    }

    [Fact]
    public void An_export_as_safetensors_and_one_as_onnx_of_it_keep_the_thresholds()
    {
        var fitted = ConformalFit.Fit(OnnxExporter.Export(_checkpoint), Temperature, _data);

        Checkpoint.Export(_checkpoint, _folder.File("half.safetensors"), fitted);
        Checkpoint.Export(_folder.File("half.safetensors"), _folder.File("again.safetensors"));

        using var classifier = EmotionClassifier.Load(new ClassifierOptions { Coverage = 0.9 }, OnnxExporter.Export(_folder.File("again.safetensors")));
        Assert.Equal(fitted.ToJson(), classifier.Metadata["emotionnet.conformal"]);
    }

    [Fact]
    public void Thresholds_do_not_go_along_where_the_temperature_is_another()
    {
        Checkpoint.Export(_checkpoint, _folder.File("half.safetensors"), ConformalFit.Fit(OnnxExporter.Export(_checkpoint), Temperature, _data));

        using var classifier = EmotionClassifier.Load(
            new ClassifierOptions(), OnnxExporter.Export(_folder.File("half.safetensors"), new OnnxExportOptions { Temperature = 1 }));

        Assert.DoesNotContain("emotionnet.conformal", classifier.Metadata.Keys);
    }

    private List<double> ScoresInTorch(FaceSet faces, TtaMode tta)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var network = Checkpoint.LoadNetwork(_checkpoint, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));
        var views = new TestTimeAugmentation(tta, FaceSet.ImageSize).Of(FaceTensors.Normalize(faces.Images));
        var probabilities = stack(views.Select(view => (network.call(view) / Temperature).softmax(1))).mean([0L]);
        return [.. probabilities.gather(1, faces.Labels.unsqueeze(1)).data<float>().ToArray().Select(value => ConformalPrediction.Score(value)).Order()];
    }
}
