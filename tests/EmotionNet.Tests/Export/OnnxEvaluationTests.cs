using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Data.Synthetic;
using EmotionNet.Export;
using EmotionNet.Runtime;

namespace EmotionNet.Tests.Export;

public sealed class OnnxEvaluationTests : IDisposable
{
    private static readonly string[] Renamed = ["Anger", "disgust", "fear", "happiness", "sadness", "surprised", "neutral"];

    private readonly TemporaryFolder _folder = new();
    private readonly EmotionDataset _data = SyntheticFaces.Create(LabelMode.SingleLabel, seed: 3, training: 60, validation: 150, test: 100);
    private readonly string _checkpoint;

    public OnnxEvaluationTests() => _checkpoint = RandomCheckpoint.Write(_folder.File("network.safetensors"));

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(DataSplit.Validation, TtaMode.None)]
    [InlineData(DataSplit.Test, TtaMode.Flip)]
    public void An_exported_model_has_the_scores_of_its_checkpoint(DataSplit split, TtaMode tta)
    {
        var model = Write("model.onnx", OnnxExporter.Export(_checkpoint, new OnnxExportOptions { Temperature = 1 }));

        AssertScoresOfTheCheckpoint(split, tta, Evaluate(model, new OnnxInput(), split, tta));
    }

    [Fact]
    public void A_model_of_another_program_is_scored_by_what_the_user_says_of_it()
    {
        var model = Write("foreign.onnx", ForeignModel.From(OnnxExporter.Export(_checkpoint)));

        var scores = Evaluate(model, new OnnxInput { Range = [0, 1], Classes = Renamed }, DataSplit.Validation, TtaMode.None);

        AssertScoresOfTheCheckpoint(DataSplit.Validation, TtaMode.None, scores);
    }

    [Fact]
    public void The_user_chooses_among_several_inputs()
    {
        var model = Write("two.onnx", ForeignModel.WithFurtherInput(ForeignModel.From(OnnxExporter.Export(_checkpoint)), "mask"));

        AssertRefused(
            model, new OnnxInput { Classes = Renamed }, "the model has 2 inputs (mask, pixels); give `input-name` the one that takes the images.");
        var scores = Evaluate(model, new OnnxInput { Range = [0, 1], Classes = Renamed, Name = "pixels" }, DataSplit.Validation, TtaMode.None);

        AssertScoresOfTheCheckpoint(DataSplit.Validation, TtaMode.None, scores);
    }

    [Fact]
    public void The_temperature_in_a_model_changes_its_calibration_and_none_of_its_predictions()
    {
        var plain = Evaluate(Write("1.onnx", OnnxExporter.Export(_checkpoint, new OnnxExportOptions { Temperature = 1 })));
        var tempered = Evaluate(Write("2.onnx", OnnxExporter.Export(_checkpoint, new OnnxExportOptions { Temperature = 4 })));

        Assert.Equal(plain.All.ConfusionMatrix, tempered.All.ConfusionMatrix);
        Assert.NotEqual(plain.All.Calibration!.Error, tempered.All.Calibration!.Error);
    }

    [Fact]
    public void A_class_that_the_model_does_not_have_is_never_predicted_and_one_of_its_own_never_counts()
    {
        var model = Write("foreign.onnx", ForeignModel.From(OnnxExporter.Export(_checkpoint)));
        string[] classes = ["angry", "contempt", "fear", "happy", "sad", "surprise", "neutral"];

        var scores = Evaluate(model, new OnnxInput { Range = [0, 1], Classes = classes }, DataSplit.Validation, TtaMode.None);

        Assert.Equal("disgust", scores.All.Classes[1].Name);
        Assert.Equal(0, scores.All.Classes[1].Recall);
        Assert.All(scores.All.ConfusionMatrix, row => Assert.Equal(0, row[1]));
        Assert.Equal(150, scores.All.Count);
        Assert.True(double.IsFinite(scores.All.Loss));
    }

    [Fact]
    public void What_the_user_says_must_not_contradict_the_model()
    {
        var model = Write("foreign.onnx", ForeignModel.From(OnnxExporter.Export(_checkpoint)));

        AssertRefused(model, new OnnxInput { Classes = Renamed, Name = "faces" }, "the model has no input \"faces\"; give `input-name` one of: pixels.");
        AssertRefused(model, new OnnxInput { Classes = Renamed, Size = 64 }, "the model takes 48 and `input-size` is 64; leave out `input-size`.");
        AssertRefused(model, new OnnxInput { Classes = Renamed, Channels = 1 }, "the model takes 3 and `channels` is 1; leave out `channels`.");
        AssertRefused(model, new OnnxInput { Classes = ["a", "b"] }, "the model has 7 outputs and 2 class names; give `classes` a name for each output.");
        AssertRefused(model, new OnnxInput(), "the model does not name its classes; give `classes` the names of the outputs in their order.");
        AssertRefused(
            model, new OnnxInput { Classes = ["angry", "anger", "fear", "happy", "sad", "surprise", "neutral"] }, "angry and anger are the same class;");
        AssertRefused(model, new OnnxInput { Classes = ["a", "b", "c", "d", "e", "f", "g"] }, "the model's classes (a, b, c, d, e, f, g) are not those of");
    }

    [Fact]
    public void A_file_from_a_stranger_that_is_no_whole_model_is_refused()
    {
        var exported = OnnxExporter.Export(_checkpoint);

        AssertRefused(Write("cut.onnx", exported[..(exported.Length / 2)]), new OnnxInput(), "the file is not an ONNX model, or is cut off");
        AssertRefused(_checkpoint, new OnnxInput(), "the file is not an ONNX model, or is cut off");
        AssertRefused(_folder.Write("text.onnx", "a text"), new OnnxInput(), "the file is not an ONNX model, or is cut off");
        AssertRefused(Write("outside.onnx", ForeignModel.WithExternalData(exported, "/etc/passwd")), new OnnxInput(), "the model keeps tensors in other files");
        AssertRefused(Write("huge.onnx", ForeignModel.WithHugeWeight(exported)), new OnnxInput(), "ONNX Runtime cannot load the model");
    }

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(_folder.File(name), content);
        return _folder.File(name);
    }

    private CheckpointScores Evaluate(string model, OnnxInput? input = null, DataSplit split = DataSplit.Validation, TtaMode tta = TtaMode.None)
    {
        using var network = OnnxNetwork.Load(model, input ?? new OnnxInput(), threads: 1);
        return OnnxEvaluation.Evaluate(network, _data, split, tta);
    }

    private void AssertScoresOfTheCheckpoint(DataSplit split, TtaMode tta, CheckpointScores scores)
    {
        var expected = CheckpointEvaluation.Evaluate(_checkpoint, _data, split, tta, "cpu", PrecisionChoice.Fp32);
        Assert.Equal(expected.All.ConfusionMatrix, scores.All.ConfusionMatrix);
        Assert.Equal(expected.All.Loss, scores.All.Loss, 1e-4);
        Assert.Equal(expected.WithoutDuplicates?.ConfusionMatrix, scores.WithoutDuplicates?.ConfusionMatrix);
    }

    private void AssertRefused(string model, OnnxInput input, string sentence)
    {
        var error = Assert.Throws<UserInputException>(() => Evaluate(model, input));
        Assert.StartsWith($"{model}: {sentence}", error.Message, StringComparison.Ordinal);
    }
}
