using EmotionNet.Inference.Images;
using Parquet;
using Parquet.Schema;

namespace EmotionNet.Fuzz;

/// <summary>Small Parquet files: image bytes with a label, and pixels as text with a split.</summary>
internal static class SeedParquet
{
    /// <summary>Them.</summary>
    public static IReadOnlyList<byte[]> Files() => [OfImages(CompressionMethod.None), OfImages(CompressionMethod.Snappy), OfTexts()];

    private static byte[] OfImages(CompressionMethod compression)
    {
        using var png = new MemoryStream();
        ImageFile.WriteGreyPng(png, new byte[ImageFile.FaceSide * ImageFile.FaceSide], ImageFile.FaceSide, ImageFile.FaceSide);
        var schema = new ParquetSchema(
            new StructField("image", new DataField("bytes", typeof(byte[])), new DataField("path", typeof(string))),
            new DataField("label", typeof(long), false));
        return Write(schema, compression, async group =>
        {
            await group.WriteAsync(schema.DataFields[0], (byte[][])[png.ToArray(), png.ToArray()]);
            await group.WriteAsync(schema.DataFields[1], (string[])["a.png", "b.png"]);
            await group.WriteAsync<long>(schema.DataFields[2], (long[])[3, 6]);
        });
    }

    private static byte[] OfTexts()
    {
        var schema = new ParquetSchema(
            new DataField("emotion", typeof(int), false), new DataField("pixels", typeof(string)), new DataField("Usage", typeof(string)));
        var pixels = string.Join(' ', Enumerable.Repeat("7", ImageFile.FaceSide * ImageFile.FaceSide));
        return Write(schema, CompressionMethod.Snappy, async group =>
        {
            await group.WriteAsync<int>(schema.DataFields[0], (int[])[3, 4]);
            await group.WriteAsync(schema.DataFields[1], (string[])[pixels, pixels]);
            await group.WriteAsync(schema.DataFields[2], (string[])["Training", "PublicTest"]);
        });
    }

    private static byte[] Write(ParquetSchema schema, CompressionMethod compression, Func<ParquetRowGroupWriter, Task> write)
    {
        using var file = new MemoryStream();
        WriteAsync().GetAwaiter().GetResult();
        return file.ToArray();

        async Task WriteAsync()
        {
            await using var writer = await ParquetWriter.CreateAsync(schema, file, new ParquetOptions { CompressionMethod = compression });
            using var group = writer.CreateRowGroup();
            await write(group);
            group.CompleteValidate();
        }
    }
}
