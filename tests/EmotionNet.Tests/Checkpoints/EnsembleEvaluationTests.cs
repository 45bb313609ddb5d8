using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Runtime;
using EmotionNet.Tests.Data;
using EmotionNet.Tests.Export;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Checkpoints;

public sealed class EnsembleEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TtaMode.None)]
    [InlineData(TtaMode.Flip)]
    public void The_average_is_that_of_the_probabilities(TtaMode tta)
    {
        using var data = SmallData.DrawnFaces(withValidation: true);
        string[] files = [Write("a", seed: 1), Write("b", seed: 2), Write("c", seed: 3)];

        var scores = EnsembleEvaluation.Evaluate(files, data, DataSplit.Validation, tta, "cpu", PrecisionChoice.Fp32);

        using var scope = NewDisposeScope();
        var each = files.Select(file => Probabilities(file, data.Validation!, tta)).ToList();
        var average = (each[0] + each[1] + each[2]) / 3;
        var right = average.argmax(1).eq(data.Validation!.Labels);
        Assert.Equal(right.to(float64).mean().item<double>(), scores.Average.All.Accuracy, 1e-12);
        Assert.Equal(-average.gather(1, data.Validation.Labels.unsqueeze(1)).log().mean().item<float>(), scores.Average.All.Loss, 1e-5);
        Assert.Equal(files, scores.Networks.Select(network => network.Checkpoint));
        foreach (var (network, probabilities) in scores.Networks.Zip(each))
        {
            var alone = CheckpointEvaluation.Evaluate(network.Checkpoint, data, DataSplit.Validation, tta, "cpu", PrecisionChoice.Fp32);
            Assert.Equal((alone.All.Accuracy, alone.All.Loss), (network.Scores.All.Accuracy, network.Scores.All.Loss));
            Assert.Equal(alone.WithoutDuplicates?.Accuracy, network.Scores.WithoutDuplicates?.Accuracy);
            var rightAlone = probabilities.argmax(1).eq(data.Validation.Labels);
            Assert.Equal(right.logical_and(rightAlone.logical_not()).sum().item<long>(), network.ToAverage.Gained);
            Assert.Equal(rightAlone.logical_and(right.logical_not()).sum().item<long>(), network.ToAverage.Lost);
        }
    }

    [Fact]
    public void A_run_is_known_by_its_directory()
    {
        Write("a/best_model", seed: 1);
        Write("b/best_model", seed: 2);

        Assert.Equal(
            [_folder.File("a/best_model.safetensors"), _folder.File("b/best_model.safetensors")],
            EnsembleEvaluation.Check([_folder.File("a"), _folder.File("b")]));
    }

    [Fact]
    public void Networks_of_other_classes_are_refused_as_are_one_network_and_the_same_one_twice()
    {
        var (seven, eight) = (Write("seven", seed: 1), Write("eight", seed: 1, classNames: EmotionClasses.FerPlus));

        Assert.StartsWith(
            $"{eight}: this network has the classes neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, and {seven} has angry, ",
            SmallData.ErrorOf(() => EnsembleEvaluation.Check([seven, eight])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("an ensemble has at least two networks; ",
            SmallData.ErrorOf(() => EnsembleEvaluation.Check([seven])).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{seven}: this network is given twice; ",
            SmallData.ErrorOf(() => EnsembleEvaluation.Check([seven, seven])).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{_folder.File("no")}: there is no such network; ",
            SmallData.ErrorOf(() => EnsembleEvaluation.Check([seven, _folder.File("no")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_was_trained_on_the_faces_held_out_for_another_is_refused()
    {
        using var data = SmallData.DrawnFaces(withValidation: false);
        var (one, other) = (Write("one", seed: 1, heldOut: data.HeldOut!.Digest), Write("other", seed: 2, heldOut: "ABC"));

        var error = SmallData.ErrorOf(
            () => EnsembleEvaluation.Evaluate([one, other], data, DataSplit.Validation, TtaMode.None, "cpu", PrecisionChoice.Fp32));

        Assert.StartsWith($"{other}: this network was trained on faces that are held out for validation here; ", error.Message, StringComparison.Ordinal);
    }

    private static Tensor Probabilities(string file, FaceSet faces, TtaMode tta)
    {
        using var network = Checkpoint.LoadNetwork(file, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));
        using var noGradients = no_grad();
        var images = FaceTensors.Normalize(faces.Images);
        var straight = network.call(images).softmax(1);
        return tta == TtaMode.Flip ? (straight + network.call(images.flip(3)).softmax(1)) / 2 : straight;
    }

    private string Write(string name, int seed, IReadOnlyList<string>? classNames = null, string? heldOut = null) =>
        RandomCheckpoint.Write(_folder.File($"{name}.safetensors"), seed: seed, classNames: classNames, heldOutDigest: heldOut);
}
