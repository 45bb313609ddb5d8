using EmotionNet.Data;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace EmotionNet.Benchmarks.Predict;

/// <summary>A face of a data set pasted into a larger picture of noise or of a gradient; the same for the same seed.</summary>
internal sealed record TestPicture(Image<Rgb24> Pixels, float X, float Y, float Side, float Degrees) : IDisposable
{
    /// <summary>Pastes a face at a random size, place and rotation.</summary>
    public static TestPicture Create(byte[] face, int seed, int width, int height, float minimumSide, float maximumSide, float maximumDegrees)
    {
        var random = new Random(seed);
        var side = minimumSide + (random.NextSingle() * (maximumSide - minimumSide));
        var degrees = maximumDegrees * ((2 * random.NextSingle()) - 1);
        var (sine, cosine) = MathF.SinCos(float.DegreesToRadians(degrees));
        var half = side / 2 * (Math.Abs(sine) + Math.Abs(cosine));
        var (x, y) = (half + (random.NextSingle() * (width - (2 * half))), half + (random.NextSingle() * (height - (2 * half))));
        var picture = new Image<Rgb24>(width, height);
        FillBackground(picture, random);

        var sideInPixels = (int)MathF.Ceiling(side);
        using var enlarged = Image.LoadPixelData<L8>(face, FaceSet.ImageSize, FaceSet.ImageSize);
        enlarged.Mutate(context => context.Resize(sideInPixels, sideInPixels, KnownResamplers.Bicubic));
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (right, down) = (column + 0.5f - x, row + 0.5f - y);
                var (u, v) = (((right * cosine) + (down * sine)) / side, ((down * cosine) - (right * sine)) / side);
                if (Math.Abs(u) < 0.5f && Math.Abs(v) < 0.5f)
                {
                    var grey = At(enlarged, ((u + 0.5f) * sideInPixels) - 0.5f, ((v + 0.5f) * sideInPixels) - 0.5f);
                    picture[column, row] = new Rgb24(grey, grey, grey);
                }
            }
        }

        return new TestPicture(picture, x, y, side, degrees);
    }

    /// <inheritdoc/>
    public void Dispose() => Pixels.Dispose();

    private static void FillBackground(Image<Rgb24> picture, Random random)
    {
        var isNoise = random.Next(2) == 0;
        var colours = new byte[6];
        random.NextBytes(colours);
        picture.ProcessPixelRows(rows =>
        {
            var bytes = new byte[3 * rows.Width];
            for (var y = 0; y < rows.Height; y++)
            {
                random.NextBytes(bytes);
                var row = rows.GetRowSpan(y);
                for (var x = 0; x < row.Length; x++)
                {
                    var share = ((x / (float)rows.Width) + (y / (float)rows.Height)) / 2;
                    row[x] = isNoise ? new Rgb24(bytes[3 * x], bytes[(3 * x) + 1], bytes[(3 * x) + 2]) : new Rgb24(Mix(0), Mix(1), Mix(2));

                    byte Mix(int channel) => (byte)(colours[channel] + ((colours[channel + 3] - colours[channel]) * share));
                }
            }
        });
    }

    private static byte At(Image<L8> image, float x, float y)
    {
        (x, y) = (Math.Clamp(x, 0, image.Width - 1), Math.Clamp(y, 0, image.Height - 1));
        int left = (int)x, top = (int)y, right = Math.Min(left + 1, image.Width - 1), bottom = Math.Min(top + 1, image.Height - 1);
        var upper = image[left, top].PackedValue + ((x - left) * (image[right, top].PackedValue - image[left, top].PackedValue));
        var lower = image[left, bottom].PackedValue + ((x - left) * (image[right, bottom].PackedValue - image[left, bottom].PackedValue));
        return (byte)(upper + ((y - top) * (lower - upper)) + 0.5f);
    }
}
