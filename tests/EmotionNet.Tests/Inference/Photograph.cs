using EmotionNet.Inference.Faces;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace EmotionNet.Tests.Inference;

/// <summary>
/// Astronaut Eileen Collins, 512 pixels a side, with one face of 106 pixels at 172,74: a photograph of NASA's, in the public domain; the file is
/// <c>astronaut.png</c> of scikit-image, saved as JPEG.
/// </summary>
internal static class Photograph
{
    public static readonly FaceBox Face = new(172, 74, 106, 106);

    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Inference", "astronaut.jpg");

    public static byte[] Bytes => File.ReadAllBytes(Path);

    public static Image<Rgb24> Load() => Image.Load<Rgb24>(Path);

    /// <summary>The photograph after some changes.</summary>
    public static Image<Rgb24> Load(Action<IImageProcessingContext> change)
    {
        var image = Load();
        image.Mutate(change);
        return image;
    }

    /// <summary>The photograph within a larger grey image.</summary>
    public static Image<Rgb24> Within(int width, int height, int x, int y, int side)
    {
        using var photograph = Load(context => context.Resize(side, side));
        var image = new Image<Rgb24>(width, height, new Rgb24(120, 120, 120));
        image.Mutate(context => context.DrawImage(photograph, new Point(x, y), opacity: 1));
        return image;
    }
}
