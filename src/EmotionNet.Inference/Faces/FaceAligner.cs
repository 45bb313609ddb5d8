using EmotionNet.Inference.Images;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Inference.Faces;

/// <summary>Crops a detected face as the training images are cropped, upright.</summary>
public static class FaceAligner
{
    /// <summary>A face whose eye line is tilted by more than this is rotated.</summary>
    public const float MaximumTiltDegrees = 5;

    // Samples a side of an output pixel: enough for faces of 768 pixels; larger ones are sampled more coarsely.
    private const int MaximumSamples = 16;

    /// <summary>Crops a face. What lies beyond the image's edge continues the edge.</summary>
    /// <param name="image">The image.</param>
    /// <param name="face">A face in it.</param>
    /// <param name="calibration">Where the box shall lie within the crop.</param>
    /// <returns>48×48 grey values (ITU-R BT.601), row by row.</returns>
    public static byte[] Crop(FaceImage image, FaceDetection face, CropCalibration calibration)
    {
        ArgumentNullException.ThrowIfNull(image);
        var tilt = face.KeyPoints.TiltDegrees;
        var radians = Math.Abs(tilt) > MaximumTiltDegrees ? float.DegreesToRadians(tilt) : 0;
        float width = face.Box.Width / calibration.Width, height = face.Box.Height / calibration.Height;
        var (cosine, sine) = (MathF.Cos(radians), MathF.Sin(radians));

        // The frame's axes in the image; the box stands off the frame's middle.
        var right = new FacePoint(cosine * width, sine * width);
        var down = new FacePoint(-sine * height, cosine * height);
        float offX = calibration.X + (calibration.Width / 2), offY = calibration.Y + (calibration.Height / 2);
        var box = face.Box.Centre;
        var corner = new FacePoint(box.X - (offX * right.X) - (offY * down.X), box.Y - (offX * right.Y) - (offY * down.Y));
        var (orientation, size) = (image.Orientation, image.Pixels.Size());
        return Sample(image.Pixels, orientation.ToStored(corner, size), orientation.ToStored(right, default), orientation.ToStored(down, default));
    }

    /// <summary>The mirror image of a crop.</summary>
    internal static byte[] Mirror(byte[] crop)
    {
        var mirrored = (byte[])crop.Clone();
        for (var row = 0; row < ImageFile.FaceSide; row++)
        {
            mirrored.AsSpan(row * ImageFile.FaceSide, ImageFile.FaceSide).Reverse();
        }

        return mirrored;
    }

    private static byte[] Sample(Image<Rgb24> pixels, FacePoint corner, FacePoint right, FacePoint down)
    {
        const int Side = ImageFile.FaceSide;
        var length = MathF.Max(MathF.Sqrt((right.X * right.X) + (right.Y * right.Y)), MathF.Sqrt((down.X * down.X) + (down.Y * down.Y)));
        var samples = Math.Clamp((int)MathF.Ceiling(length / Side), 1, MaximumSamples);
        var steps = Side * samples;
        var sums = new float[Side * Side];
        pixels.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < steps; y++)
            {
                var v = (y + 0.5f) / steps;
                for (var x = 0; x < steps; x++)
                {
                    var u = (x + 0.5f) / steps;
                    sums[(y / samples * Side) + (x / samples)] += LumaAt(
                        rows, corner.X + (u * right.X) + (v * down.X) - 0.5f, corner.Y + (u * right.Y) + (v * down.Y) - 0.5f);
                }
            }
        });
        return Array.ConvertAll(sums, sum => (byte)((sum / (samples * samples)) + 0.5f));
    }

    // Between the centres of four pixels.
    private static float LumaAt(PixelAccessor<Rgb24> rows, float x, float y)
    {
        x = Math.Clamp(x, 0, rows.Width - 1);
        y = Math.Clamp(y, 0, rows.Height - 1);
        int left = (int)x, top = (int)y;
        int right = Math.Min(left + 1, rows.Width - 1), bottom = Math.Min(top + 1, rows.Height - 1);
        float toRight = x - left, toBottom = y - top;
        ReadOnlySpan<Rgb24> upper = rows.GetRowSpan(top), lower = rows.GetRowSpan(bottom);
        var above = Luma(upper[left]) + (toRight * (Luma(upper[right]) - Luma(upper[left])));
        var below = Luma(lower[left]) + (toRight * (Luma(lower[right]) - Luma(lower[left])));
        return above + (toBottom * (below - above));
    }

    private static float Luma(Rgb24 colour) => (0.299f * colour.R) + (0.587f * colour.G) + (0.114f * colour.B);
}
