namespace EmotionNet.Data.Synthetic;

/// <summary>What happens between a scene and its bytes: blur, noise, rounding.</summary>
internal static class Camera
{
    /// <summary>Turns greys from 0 to 1 into bytes.</summary>
    public static void Develop(ReadOnlySpan<double> greys, Span<byte> pixels, double blur, double noise, ref FaceRandom random)
    {
        const int Size = FaceSet.ImageSize;
        Span<double> rows = stackalloc double[FaceSet.PixelCount];
        var (side, middle) = (blur / 3, 1 - (2 * blur / 3));
        for (var i = 0; i < FaceSet.PixelCount; i++)
        {
            var column = i % Size;
            rows[i] = (middle * greys[i]) + (side * (greys[column == 0 ? i : i - 1] + greys[column == Size - 1 ? i : i + 1]));
        }

        for (var i = 0; i < FaceSet.PixelCount; i++)
        {
            var grey = (middle * rows[i]) + (side * (rows[i < Size ? i : i - Size] + rows[i >= FaceSet.PixelCount - Size ? i : i + Size]));
            pixels[i] = (byte)Math.Clamp((255 * (grey + (noise * random.Normal()))) + 0.5, 0, 255);
        }
    }
}
