using EmotionNet.Inference.Faces;

namespace EmotionNet.Tests.Inference.Faces;

public sealed class CropCalibrationTests
{
    [Fact]
    public void A_calibration_is_read_back_as_it_is_written()
    {
        Assert.True(CropCalibration.TryParse(CropCalibration.Fer2013.ToString(), out var calibration));
        Assert.Equal(CropCalibration.Fer2013, calibration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0.1,0.2,0.7")]
    [InlineData("0.1,0.2,0.7,0.7,1")]
    [InlineData("0.1,0.2,0,0.7")]
    [InlineData("0.1,NaN,0.7,0.7")]
    [InlineData("0.1,0.2,0.7,x")]
    public void What_is_not_a_box_is_refused(string? text) => Assert.False(CropCalibration.TryParse(text, out _));
}
