using System.Globalization;
using System.Runtime.InteropServices;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using EmotionNet.Reporting;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SkiaSharp;

namespace EmotionNet.Cli.Predict;

/// <summary>Draws boxes, labels and bars of the probabilities onto an image.</summary>
internal static class PredictionDrawing
{
    private const int MaximumBars = 8;
    private static readonly SKColor Accent = new(0x3D, 0xDC, 0x84);
    private static readonly SKColor Shade = new(0, 0, 0, 170);

    /// <summary>The image with what was found, as the content of a PNG file.</summary>
    public static byte[] ToPng(FaceImage image, IReadOnlyList<FacePrediction> faces)
    {
        using var bitmap = ToBitmap(image);
        using (var canvas = new SKCanvas(bitmap))
        {
            foreach (var face in faces)
            {
                Draw(canvas, face, image.Width, image.Height);
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    private static SKBitmap ToBitmap(FaceImage image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var size = image.Pixels.Size();
        var (first, right, down) = (Stored(new(0.5f, 0.5f), size), Stored(new(1, 0), default), Stored(new(0, 1), default));
        image.Pixels.ProcessPixelRows(rows =>
        {
            var target = MemoryMarshal.Cast<byte, Rgba32>(bitmap.GetPixelSpan());
            for (var y = 0; y < image.Height; y++)
            {
                var row = target.Slice(y * image.Width, image.Width);
                for (var x = 0; x < row.Length; x++)
                {
                    var pixel = rows.GetRowSpan(first.Y + (x * right.Y) + (y * down.Y))[first.X + (x * right.X) + (y * down.X)];
                    row[x] = new Rgba32(pixel.R, pixel.G, pixel.B);
                }
            }
        });
        return bitmap;

        (int X, int Y) Stored(FacePoint point, Size of)
        {
            var stored = image.Orientation.ToStored(point, of);
            return ((int)MathF.Floor(stored.X), (int)MathF.Floor(stored.Y));
        }
    }

    private static void Draw(SKCanvas canvas, FacePrediction face, int width, int height)
    {
        var box = face.Box;
        var size = Math.Clamp(Math.Max(width, height) / 48f, 9, 48);
        using var font = new SKFont(PlotFont.Typeface, size);
        using var line = new SKPaint { Color = Accent, IsStroke = true, StrokeWidth = Math.Max(1.5f, size / 8), IsAntialias = true };
        using var fill = new SKPaint { IsAntialias = true };
        canvas.DrawRect(box.X, box.Y, box.Width, box.Height, line);
        var label = face.Abstains ? string.Join(" or ", face.ClassSet!) : Label(face.Emotion, face.Confidence);
        var labelTop = Math.Clamp(box.Y - (1.4f * size), 0, Math.Max(0, height - (1.4f * size)));
        Text(box.X, labelTop, label, font.MeasureText(label) + size, SKColors.White);

        // The bars are beside the box where there is room, else below its top edge.
        var columns = PredictionJson.TopClasses(face, MaximumBars).ToList();
        var (rowHeight, barWidth, labelWidth) = (1.25f * size, 4 * size, face.ClassNames.Max(name => font.MeasureText(Label(name, 1))) + size);
        var panel = labelWidth + barWidth;
        var left = box.X + box.Width + size + panel <= width ? box.X + box.Width + (size / 2) : Math.Max(0, box.X - panel - (size / 2));
        var top = Math.Clamp(box.Y, 0, Math.Max(0, height - (columns.Count * rowHeight)));
        foreach (var (column, row) in columns.Select((column, row) => (column, row)))
        {
            var y = top + (row * rowHeight);
            Text(left, y, Label(face.ClassNames[column], face.Probabilities[column]), panel, SKColors.White);
            fill.Color = Accent;
            canvas.DrawRect(left + labelWidth, y + (0.3f * size), barWidth * 0.9f * face.Probabilities[column], 0.6f * size, fill);
        }

        void Text(float x, float y, string text, float background, SKColor color)
        {
            fill.Color = Shade;
            canvas.DrawRect(x, y, background, 1.25f * size, fill);
            fill.Color = color;
            canvas.DrawText(text, x + (size / 2), y + (0.95f * size), font, fill);
        }
    }

    private static string Label(string emotion, float probability) => string.Create(CultureInfo.InvariantCulture, $"{emotion} {probability * 100:0.0} %");
}
