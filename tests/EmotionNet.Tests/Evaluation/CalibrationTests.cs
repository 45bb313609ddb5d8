using EmotionNet.Evaluation;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Evaluation;

public sealed class CalibrationTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_network_that_is_80_percent_sure_and_half_right_is_30_percent_off()
    {
        var logProbabilities = Sure(0.8f, faces: 10);
        var labels = tensor(new long[] { 0, 0, 0, 0, 0, 1, 1, 1, 1, 1 });

        Assert.Equal(0.3, Calibration.Of(logProbabilities, labels).Error, 1e-6);
    }

    [Fact]
    public void Its_temperature_takes_that_error_away()
    {
        var logProbabilities = Sure(0.9f, faces: 10);
        var labels = tensor(new long[] { 0, 0, 0, 0, 0, 0, 0, 1, 1, 1 });

        var calibration = Calibration.Of(logProbabilities, labels);

        Assert.Equal(Math.Log(9) / Math.Log(7.0 / 3), calibration.Temperature!.Value, 1e-2); // 0.9 : 0.1 becomes 0.7 : 0.3
        Assert.Equal(0.2, calibration.Error, 1e-6);
        Assert.Equal(0, calibration.ErrorAtTemperature!.Value, 1e-3);
        Assert.Equal(-((0.7 * Math.Log(0.7)) + (0.3 * Math.Log(0.3))), calibration.LossAtTemperature!.Value, 1e-4); // the entropy of what is known
    }

    [Fact]
    public void Logits_that_are_twice_too_large_get_temperature_two()
    {
        manual_seed(1);
        var logits = randn(20_000, 7);
        var labels = logits.softmax(1).multinomial(1).squeeze(1);

        Assert.Equal(2, Calibration.Of((logits * 2).log_softmax(1), labels).Temperature!.Value, 0.1);
    }

    [Fact]
    public void A_temperature_from_elsewhere_is_kept()
    {
        var logProbabilities = Sure(0.9f, faces: 4);

        Assert.Equal(1.5, Calibration.Of(logProbabilities, zeros(4, int64), temperature: 1.5).Temperature);
    }

    private static Tensor Sure(float probability, int faces) => tensor([probability, 1 - probability]).log().expand(faces, 2);
}
