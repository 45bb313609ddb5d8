using EmotionNet.Reporting;
using SkiaSharp;

namespace EmotionNet.Tests.Reporting;

public sealed class PlotTests
{
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(60)]
    public void The_curves_are_a_picture_that_is_not_blank(int epochs) =>
        AssertPicture(CurvesPlot.Draw([.. Enumerable.Range(1, epochs).Select(MadeUpRun.Epoch)]), 1280, 880);

    [Fact]
    public void The_confusion_matrix_is_a_picture_that_is_not_blank() => AssertPicture(ConfusionMatrixPlot.Draw(MadeUpRun.Result(7), "Test"), 834, 834);

    [Fact]
    public void Text_is_drawn_with_the_font_that_the_assembly_carries()
    {
        PlotFont.Install();

        // Not disposed: ScottPlot keeps it for the next plot.
        var typeface = ScottPlot.Fonts
            .GetTypeface(ScottPlot.Fonts.Default, ScottPlot.FontWeight.Bold, ScottPlot.FontSlant.Upright, ScottPlot.FontSpacing.Normal);

        Assert.Equal("DejaVu Sans", typeface.FamilyName);
        Assert.True(typeface.GlyphCount > 5000);
    }

    private static void AssertPicture(byte[] png, int width, int height)
    {
        Assert.Equal(PngSignature, png[..8]);
        using var bitmap = SKBitmap.Decode(png);
        Assert.Equal((width, height), (bitmap.Width, bitmap.Height));
        Assert.InRange(bitmap.Pixels.Distinct().Count(), 20, int.MaxValue);
        Assert.All(Quarters(bitmap), quarter => Assert.InRange(quarter.Count(pixel => pixel != SKColors.White), quarter.Length / 100, quarter.Length * 9 / 10));
        if (Environment.GetEnvironmentVariable("EMOTIONNET_KEEP_PICTURES") is { Length: > 0 } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{width}-{png.Length}.png"), png);
        }
    }

    private static SKColor[][] Quarters(SKBitmap bitmap)
    {
        var (pixels, width) = (bitmap.Pixels, bitmap.Width);
        return [.. pixels.Select((pixel, index) => (pixel, quarter: (index % width * 2 / width) + (index / width * 2 / bitmap.Height * 2)))
            .GroupBy(entry => entry.quarter, entry => entry.pixel)
            .Select(quarter => quarter.ToArray())];
    }
}
