using EmotionNet.Cli.Explain;
using EmotionNet.Data;
using EmotionNet.Explanation;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Tests.Cli.Explain;

[Collection(TorchFreeTests.Name)]
public sealed class ExplanationDrawingTests
{
    private const int Margin = 16, Panel = 288, Gap = 24, Top = 58, Pixel = 6;

    private static readonly int[] Rows = [8, 11, 14, 24];

    [Fact]
    public void The_face_is_grey_and_the_highest_place_of_a_map_is_the_lightest()
    {
        using var drawing = Draw(Map((40, 8)), occlusion: null);

        Assert.Equal((2 * Margin) + (2 * Panel) + Gap, drawing.Width);
        var grey = drawing[Margin + (10 * Pixel), Top + (10 * Pixel)];
        Assert.Equal((100, 100, 100), (grey.R, grey.G, grey.B));
        double[] lightness = [.. Rows.Select(row => Luma(drawing[Margin + Panel + Gap + (40 * Pixel) + 3, Top + (row * Pixel) + 3]))];
        Assert.Equal(lightness.OrderDescending(), lightness);
        Assert.True(lightness[0] - lightness[^1] > 60); // the ring around the peak is drawn beside its middle
    }

    [Fact]
    public void The_scale_grows_lighter_from_left_to_right_so_that_a_grey_print_can_be_read()
    {
        using var drawing = Draw(Map((5, 5)), occlusion: null);

        var lightness = Enumerable.Range(3, Panel - 6).Select(x => Luma(drawing[Margin + Panel + Gap + x, Top + Panel + 15])).ToList();

        Assert.All(lightness.Zip(lightness.Skip(8)), pair => Assert.True(pair.Second >= pair.First - 1, $"{pair}"));
        Assert.True(lightness[^1] - lightness[0] > 60);
    }

    [Fact]
    public void Two_methods_are_two_panels_and_a_map_without_a_peak_is_drawn_too()
    {
        using var drawing = Draw(new HeatMap(new float[FaceSet.PixelCount]), new HeatMap(new float[FaceSet.PixelCount]));

        Assert.Equal((2 * Margin) + (3 * Panel) + (2 * Gap), drawing.Width);
    }

    private static Image<Rgb24> Draw(HeatMap gradCam, HeatMap? occlusion)
    {
        byte[] pixels = [.. Enumerable.Repeat((byte)100, FaceSet.PixelCount)];
        var prediction = new FacePrediction(new FaceBox(0, 0, 48, 48), ["calm", "a class whose name is far longer than the drawing is wide"], [0.3f, 0.7f]);
        var face = new FaceToExplain($"{new string('x', 200)}.png", 1, "x-1.png", pixels, prediction, Label: "calm");
        return Image.Load<Rgb24>(ExplanationDrawing.ToPng(new ExplainedFace(face, 0, gradCam, occlusion, "x-1.png")));
    }

    // A map that falls with the distance from a place.
    private static HeatMap Map((int X, int Y) peak) => new([
        .. Enumerable.Range(0, FaceSet.PixelCount).Select(pixel =>
            1 / (1f + Math.Abs((pixel % FaceSet.ImageSize) - peak.X) + Math.Abs((pixel / FaceSet.ImageSize) - peak.Y)))]);

    private static double Luma(Rgb24 colour) => (0.299 * colour.R) + (0.587 * colour.G) + (0.114 * colour.B);
}
