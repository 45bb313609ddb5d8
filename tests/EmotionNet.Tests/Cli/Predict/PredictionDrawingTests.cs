using EmotionNet.Cli.Predict;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Tests.Cli.Predict;

public sealed class PredictionDrawingTests
{
    [Theory]
    [InlineData(2000, 8)]
    [InlineData(8, 2000)]
    public void An_image_that_is_lower_than_a_label_is_drawn(int width, int height)
    {
        using var pixels = new Image<Rgb24>(width, height);
        using var image = FaceImage.From(pixels);

        using var drawn = Image.Load(PredictionDrawing.ToPng(image, [new FacePrediction(new FaceBox(2, 2, 4, 4), ["happy", "sad"], [0.75f, 0.25f])]));

        Assert.Equal((width, height), (drawn.Width, drawn.Height));
    }
}
