using System.Globalization;
using EmotionNet.Data;
using EmotionNet.Explanation;
using EmotionNet.Reporting;
using SkiaSharp;

namespace EmotionNet.Cli.Explain;

/// <summary>
/// Draws a face, and beside it the face under each map, with a scale. The colours are viridis (van der Walt and Smith 2015): their lightness rises throughout, so that
/// they can be told apart in a grey print and with a deficiency of colour vision.
/// </summary>
internal static class ExplanationDrawing
{
    private const int Enlargement = 6, Side = FaceSet.ImageSize * Enlargement, Margin = 16, Gap = 24, TitleHeight = 58, ScaleHeight = 58;
    private const float FontSize = 15, BarHeight = 14, Opacity = 0.6f, SmallestRange = 1e-4f;
    private static readonly ScottPlot.Colormaps.Viridis Colours = new();

    /// <summary>The content of a PNG file.</summary>
    public static byte[] ToPng(ExplainedFace explained)
    {
        List<Panel> panels = [new("as the network sees it", null, 0, 1)];
        if (explained.GradCam is { } gradCam)
        {
            panels.Add(new(gradCam.Peak is null ? "Grad-CAM: nothing speaks for it" : "Grad-CAM: share of the largest value", gradCam, 0, 1));
        }

        if (explained.Occlusion is { } occlusion)
        {
            var (low, high) = (Math.Min(0, occlusion.Minimum), Math.Max(0, occlusion.Maximum));
            panels.Add(new("occlusion: points that it takes away", occlusion, low, Math.Max(high, low + SmallestRange)));
        }

        using var bitmap = new SKBitmap((2 * Margin) + (panels.Count * Side) + ((panels.Count - 1) * Gap), TitleHeight + Side + ScaleHeight);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            Draw(canvas, explained, panels, bitmap.Width);
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    private static void Draw(SKCanvas canvas, ExplainedFace explained, List<Panel> panels, int width)
    {
        using var font = new SKFont(PlotFont.Typeface, FontSize);
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        var face = explained.Face;
        Text(canvas, $"{Path.GetFileName(face.Source)}, face {face.Number}: {Sentence(explained)}", Margin, 24, width - (2 * Margin), font, ink);
        for (var index = 0; index < panels.Count; index++)
        {
            var (panel, left) = (panels[index], Margin + (index * (Side + Gap)));
            Text(canvas, panel.Name, left, TitleHeight - 8, Side, font, ink);
            DrawPixels(canvas, face.Pixels, panel, left);
            if (panel.Map is { } map)
            {
                DrawScale(canvas, panel, left, font, ink);
                DrawPeak(canvas, map, left);
            }
        }
    }

    private static string Sentence(ExplainedFace explained)
    {
        var face = explained.Face;
        var predicted = $"predicted {ExplainedFace.Percent(face.Prediction.Emotion, face.Prediction.Confidence)}";
        var label = face.Label is null ? "" : $", labelled {face.Label}";
        return explained.ClassIndex == face.Prediction.TopClass
            ? $"{predicted}{label}"
            : $"{predicted}{label}; explained: {ExplainedFace.Percent(explained.ClassName, explained.Probability)}";
    }

    private static void DrawPixels(SKCanvas canvas, byte[] pixels, Panel panel, int left)
    {
        using var fill = new SKPaint { IsAntialias = false };
        for (var pixel = 0; pixel < pixels.Length; pixel++)
        {
            var grey = pixels[pixel];
            fill.Color = panel.Map is { } map ? Mixed(grey, ColourOf(panel.PositionOf(map.Values[pixel]))) : new SKColor(grey, grey, grey);
            var (x, y) = (pixel % FaceSet.ImageSize * Enlargement, pixel / FaceSet.ImageSize * Enlargement);
            canvas.DrawRect(left + x, TitleHeight + y, Enlargement, Enlargement, fill);
        }
    }

    // In the colours of the panel, over a mean grey.
    private static void DrawScale(SKCanvas canvas, Panel panel, int left, SKFont font, SKPaint ink)
    {
        var top = TitleHeight + Side + 8f;
        using var fill = new SKPaint { IsAntialias = false };
        for (var x = 0; x < Side; x++)
        {
            fill.Color = Mixed(128, ColourOf((float)x / (Side - 1)));
            canvas.DrawRect(left + x, top, 1, BarHeight, fill);
        }

        var isPercent = panel.Low < 0 || panel.High != 1;
        var zero = panel.PositionOf(0) * (Side - 1);
        using var tick = new SKPaint { Color = SKColors.White, StrokeWidth = 2 };
        canvas.DrawLine(left + zero, top, left + zero, top + BarHeight, tick);
        var (low, high) = (Number(panel.Low), Number(panel.High));
        var baseline = top + BarHeight + FontSize + 2;
        var (lowEnd, highStart) = (font.MeasureText(low), Side - font.MeasureText(high));
        canvas.DrawText(low, left, baseline, font, ink);
        canvas.DrawText(high, left + highStart, baseline, font, ink);
        if (zero - FontSize > lowEnd && zero + FontSize < highStart)
        {
            canvas.DrawText("0", left + zero - (font.MeasureText("0") / 2), baseline, font, ink);
        }

        string Number(float value) => (isPercent ? value * 100 : value).ToString(isPercent ? "+0.0;-0.0;0" : "0", CultureInfo.InvariantCulture);
    }

    private static void DrawPeak(SKCanvas canvas, HeatMap map, int left)
    {
        if (map.Peak is not { } peak)
        {
            return;
        }

        var centre = new SKPoint(left + ((float)peak.X * Enlargement), TitleHeight + ((float)peak.Y * Enlargement));
        foreach (var (colour, stroke) in (ReadOnlySpan<(SKColor, float)>)[(SKColors.White, 5), (SKColors.Black, 2)])
        {
            using var ring = new SKPaint { Color = colour, IsStroke = true, StrokeWidth = stroke, IsAntialias = true };
            canvas.DrawCircle(centre, 9, ring);
        }
    }

    private static SKColor ColourOf(float position)
    {
        var colour = Colours.GetColor(position);
        return new(colour.R, colour.G, colour.B);
    }

    private static SKColor Mixed(byte grey, SKColor colour)
    {
        return new(Mix(colour.Red), Mix(colour.Green), Mix(colour.Blue));

        byte Mix(byte part) => (byte)((Opacity * part) + ((1 - Opacity) * grey));
    }

    private static void Text(SKCanvas canvas, string text, float x, float y, float width, SKFont font, SKPaint ink) =>
        canvas.DrawText(Fitting(text, width, font), x, y, font, ink);

    private static string Fitting(string text, float width, SKFont font)
    {
        if (font.MeasureText(text) <= width)
        {
            return text;
        }

        var length = text.Length;
        while (length > 0 && font.MeasureText($"{text[..length]}…") > width)
        {
            length--;
        }

        return $"{text[..length]}…";
    }

    private sealed record Panel(string Name, HeatMap? Map, float Low, float High)
    {
        public float PositionOf(float value) => Math.Clamp((value - Low) / (High - Low), 0, 1);
    }
}
