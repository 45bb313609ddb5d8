using System.Collections.Concurrent;
using EmotionNet.Inference.Images;

namespace EmotionNet.Data.ImageFolders;

/// <summary>Decodes many images on all cores into one buffer.</summary>
internal static class ImageBatchLoader
{
    /// <summary>The file names that are taken for images. Those of formats that are not read are among them: an error is better than data left out.</summary>
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".dib", ".webp",
        ".gif", ".tif", ".tiff", ".tga", ".heic", ".avif", ".jp2", ".pgm", ".ppm", ".pnm",
    };

    /// <summary>True where the name is that of an image.</summary>
    public static bool IsImageName(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <summary>The pixels of all images, in the order of the paths.</summary>
    /// <exception cref="UserInputException">An image cannot be used: always the first such in that order, whichever core met one first.</exception>
    public static byte[] ReadAll(IReadOnlyList<string> paths)
    {
        if (paths.Count > Array.MaxLength / FaceSet.PixelCount)
        {
            throw new UserInputException($"{paths.Count} images do not fit into one face set", "use a part of the data");
        }

        var pixels = new byte[paths.Count * FaceSet.PixelCount];
        var errors = new ConcurrentDictionary<long, UserInputException>();
        Parallel.For(0, paths.Count, (index, loop) =>
        {
            try
            {
                ImageFile.ReadGreyFace(paths[index], pixels.AsSpan(index * FaceSet.PixelCount, FaceSet.PixelCount));
            }
            catch (UserInputException exception)
            {
                errors[index] = exception;
                loop.Break(); // the images before this one are still read
            }
        });
        return errors.IsEmpty ? pixels : throw errors[errors.Keys.Min()];
    }
}
