using static EmotionNet.Data.Synthetic.Shapes;

namespace EmotionNet.Data.Synthetic;

/// <summary>Draws an image that is not a face: a few blobs and bars. FER2013 has such images, and FER+ has a column for them.</summary>
internal static class NonFacePainter
{
    /// <summary>Draws into 48 × 48 greys from 0 to 1.</summary>
    public static void Paint(Span<double> greys, ref FaceRandom random)
    {
        const double Pixel = 2.0 / FaceSet.ImageSize;
        greys.Fill(random.Uniform());
        for (var shape = 0; shape < 6; shape++)
        {
            var (centreX, centreY, width, height) = (random.Around(1), random.Around(1), random.Uniform(0.1, 0.6), random.Uniform(0.1, 0.6));
            var (grey, bar, slope) = (random.Uniform(), random.Chance(0.5), random.Around(0.8));
            for (var i = 0; i < FaceSet.PixelCount; i++)
            {
                var x = (((i % FaceSet.ImageSize) + 0.5) * Pixel) - 1 - centreX;
                var y = (((i / FaceSet.ImageSize) + 0.5) * Pixel) - 1 - centreY;
                var distance = bar ? Math.Abs(x + (slope * y)) - (width / 3) : Ellipse(x, y, width, height);
                greys[i] = Over(greys[i], grey, Coverage(distance, Pixel));
            }
        }
    }
}
