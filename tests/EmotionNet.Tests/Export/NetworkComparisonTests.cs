using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Export;
using EmotionNet.Runtime;
using EmotionNet.Tests.Data;

namespace EmotionNet.Tests.Export;

public sealed class NetworkComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_checkpoint_its_copy_and_its_onnx_export_have_the_same_answers()
    {
        using var data = SmallData.DrawnFaces(withValidation: true);
        string[] files = [Write("a", seed: 1), _folder.File("copy.safetensors"), _folder.File("a.onnx")];
        File.Copy(files[0], files[1]);
        File.WriteAllBytes(files[2], OnnxExporter.Export(files[0]));
        using var model = OnnxNetwork.Load(files[2], new OnnxInput(), threads: 1);

        var settings = Compare(NetworkComparison.Check(files), [model], data);

        Assert.Equal(files, settings.SelectMany(setting => setting.Networks.Select(network => network.Path)));
        Assert.Null(settings[0].ToFirst);
        Assert.All(settings.Skip(1), setting => Assert.Equal((0, 1.0), (setting.ToFirst!.Flipped.Count, setting.ToFirst.McNemar!.PValue)));
        Assert.All(settings, setting => Assert.True(setting.Networks[0].FacesPerSecond > 0));
        Assert.Equal(settings[0].Networks[0].Parameters, settings[1].Networks[0].Parameters);
        Assert.InRange(settings[2].Networks[0].Parameters / (double)settings[0].Networks[0].Parameters, 0.9, 1.1);
        var alone = CheckpointEvaluation.Evaluate(files[0], data, DataSplit.Validation, TtaMode.None, "cpu", PrecisionChoice.Fp32).All;
        Assert.Equal((alone.Accuracy, alone.MacroF1, alone.Calibration), Scores(settings[0].Networks[0]));
    }

    [Fact]
    public void Networks_of_other_classes_are_refused_and_so_are_one_network_and_the_same_one_twice()
    {
        var (seven, eight) = (Write("seven", seed: 1), Write("eight", seed: 1, classNames: EmotionClasses.FerPlus));

        Assert.StartsWith($"{eight}: this network has the classes neutral, ", ErrorOf([seven, eight]), StringComparison.Ordinal);
        Assert.StartsWith("a comparison is of at least two networks; ", ErrorOf([seven]), StringComparison.Ordinal);
        Assert.StartsWith($"{seven}: this network is given twice; ", ErrorOf([seven, seven]), StringComparison.Ordinal);

        string ErrorOf(string[] paths) => SmallData.ErrorOf(() => NetworkComparison.Check(paths)).Message;
    }

    [Fact]
    public void Networks_that_were_trained_on_the_faces_held_out_for_another_are_refused()
    {
        using var data = SmallData.DrawnFaces(withValidation: false);
        var (one, other) = (Write("one", seed: 1, heldOut: data.HeldOut!.Digest), Write("other", seed: 2, heldOut: "ABC"));
        File.WriteAllBytes(_folder.File("other.onnx"), OnnxExporter.Export(other));
        using var model = OnnxNetwork.Load(_folder.File("other.onnx"), new OnnxInput(), threads: 1);

        Assert.StartsWith(
            $"{other}: this network was trained on faces that are held out for validation here; ",
            SmallData.ErrorOf(() => Compare([one, other], [], data)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"{model.Path}: an ONNX model does not say which faces its training held out, ",
            SmallData.ErrorOf(() => Compare([one, model.Path], [model], data)).Message,
            StringComparison.Ordinal);
    }

    private static IReadOnlyList<ComparedSetting> Compare(IReadOnlyList<string> files, IReadOnlyList<OnnxNetwork> models, EmotionDataset data) =>
        NetworkComparison.Compare(files, models, data, DataSplit.Validation, TtaMode.None, "cpu", PrecisionChoice.Fp32, seed: 1);

    private static (double Accuracy, double MacroF1, EmotionNet.Evaluation.Calibration? Calibration) Scores(ScoredNetwork network) =>
        (network.Scores.All.Accuracy, network.Scores.All.MacroF1, network.Scores.All.Calibration);

    private string Write(string name, int seed, IReadOnlyList<string>? classNames = null, string? heldOut = null) =>
        RandomCheckpoint.Write(_folder.File($"{name}.safetensors"), seed: seed, classNames: classNames, heldOutDigest: heldOut);
}
