using System.Text;
using EmotionNet.Tests.Inference;
using SixLabors.ImageSharp.Processing;

namespace EmotionNet.Tests.Cli.Serve;

/// <summary>What a fake camera films: the photograph, as YUV4MPEG2, which Chromium plays in a loop.</summary>
internal static class CameraFile
{
    private const int Frames = 2;

    public static void Write(string path)
    {
        using var image = Photograph.Load(context => context.Resize(512, 512));
        var (width, height) = (image.Width, image.Height);
        var luma = new byte[width * height];
        var (blue, red) = (new byte[width * height / 4], new byte[width * height / 4]);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var pixel = image[x, y];
                luma[(y * width) + x] = (byte)(16 + (0.257 * pixel.R) + (0.504 * pixel.G) + (0.098 * pixel.B));
                blue[(y / 2 * (width / 2)) + (x / 2)] = (byte)(128 - (0.148 * pixel.R) - (0.291 * pixel.G) + (0.439 * pixel.B));
                red[(y / 2 * (width / 2)) + (x / 2)] = (byte)(128 + (0.439 * pixel.R) - (0.368 * pixel.G) - (0.071 * pixel.B));
            }
        }

        using var file = File.Create(path);
        file.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420\n"));
        for (var frame = 0; frame < Frames; frame++)
        {
            file.Write("FRAME\n"u8);
            file.Write(luma);
            file.Write(blue);
            file.Write(red);
        }
    }
}
