using EmotionNet.Data;
using EmotionNet.Inference.Images;

namespace EmotionNet.Cli.Report;

/// <summary>A face as the address of an image that the page itself holds.</summary>
internal static class FaceUri
{
    /// <summary>A PNG in a data URI.</summary>
    /// <param name="pixels">Those of <see cref="FaceSet.PixelArray"/>.</param>
    /// <param name="face">The place of the face in them.</param>
    public static string Of(byte[] pixels, int face)
    {
        using var png = new MemoryStream();
        ImageFile.WriteGreyPng(png, pixels.AsSpan(face * FaceSet.PixelCount, FaceSet.PixelCount), FaceSet.ImageSize, FaceSet.ImageSize);
        return $"data:image/png;base64,{Convert.ToBase64String(png.GetBuffer(), 0, (int)png.Length)}";
    }
}
