using EmotionNet.Evaluation;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Evaluation;

public sealed class ReliabilityBinTests
{
    [Fact]
    public void A_face_is_in_the_bin_of_its_confidence_and_the_surest_in_the_last()
    {
        var faces = new FacePredictions(["a", "b"], [0, 1, 0], [[0.65, 0.35], [0.62, 0.38], [1, 0]]);

        var bins = ReliabilityBin.Of(faces);

        Assert.Equal([(9, 2), (14, 1)], bins.Index().Where(entry => entry.Item.Count > 0).Select(entry => (entry.Index, entry.Item.Count)));
        Assert.Equal((9.0 / 15, 10.0 / 15, 0.5), (bins[9].Lower, bins[9].Upper, bins[9].Accuracy));
        Assert.Equal(0.635, bins[9].Confidence, 1e-12);
    }

    [Fact]
    public void The_distances_of_the_bins_add_up_to_the_calibration_error_before_and_at_the_temperature()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        const int Count = 500;
        var logProbabilities = (randn(Count, 7) * 2).log_softmax(1);
        var labels = logProbabilities.argmax(1).where(rand(Count) < 0.6, randint(0, 7, new long[] { Count }, dtype: int64));
        var calibration = Calibration.Of(logProbabilities, labels);
        var faces = FacePredictions.FromLogProbabilities(
            [.. "abcdefg".Select(letter => $"{letter}")],
            [.. labels.data<long>().Select(label => (int)label)],
            [.. logProbabilities.data<float>()]);

        Assert.Equal(calibration.Error, Error(faces), 1e-6);
        Assert.Equal(calibration.ErrorAtTemperature!.Value, Error(faces.AtTemperature(calibration.Temperature!.Value)), 1e-6);
        Assert.NotEqual(calibration.Error, calibration.ErrorAtTemperature.Value, 1e-3);

        static double Error(FacePredictions faces) =>
            ReliabilityBin.Of(faces).Sum(bin => bin.Count * Math.Abs(bin.Confidence - bin.Accuracy)) / faces.Count;
    }
}
