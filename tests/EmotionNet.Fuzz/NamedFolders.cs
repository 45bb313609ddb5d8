using System.Text;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Inference.Images;

namespace EmotionNet.Fuzz;

/// <summary>A file of names, one a line, becomes a directory with an image of each name, which is read as FER2013 in image folders.</summary>
internal static class NamedFolders
{
    private const int MaximumImages = 32;
    private const int MaximumName = 200; // bytes; the file system takes 255

    private static readonly byte[] Image = Draw();

    /// <summary>Reads the directory.</summary>
    public static void Read(byte[] names, string folder, ClassSource classes)
    {
        var data = Path.Combine(folder, "data");
        try
        {
            Directory.CreateDirectory(data);
            foreach (var name in Encoding.UTF8.GetString(names).Split('\n').Take(MaximumImages))
            {
                Write(data, name);
            }

            Fer2013Dataset.Load(data, classes).Dispose();
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static void Write(string data, string name)
    {
        var parts = name.Split('/', '\0').Where(part => part is not ("" or "." or "..") && part.Length < MaximumName / 2).Take(5).ToArray();
        var path = Path.Combine([data, .. parts]);
        if (parts.Length > 0 && !Path.Exists(path))
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, Image);
            }
            catch (IOException)
            {
                // A part of the path is an image of an earlier name.
            }
        }
    }

    private static byte[] Draw()
    {
        using var png = new MemoryStream();
        ImageFile.WriteGreyPng(png, new byte[ImageFile.FaceSide * ImageFile.FaceSide], ImageFile.FaceSide, ImageFile.FaceSide);
        return png.ToArray();
    }
}
