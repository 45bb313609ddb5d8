using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Inference.Images;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Parquet;
using Parquet.Schema;

namespace EmotionNet.Tests.Data.Parquet;

public sealed class ParquetFacesTests : IDisposable
{
    // What Hugging Face's datasets writes beside the schema.
    private const string Names = """{"info": {"features": {"label": {"names": ["happy", "angry", "contempt"], "_type": "ClassLabel"}}}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Parts_with_image_bytes_are_one_split_and_labels_follow_the_names_in_the_file()
    {
        await WriteImages("data/train-00000-of-00002.parquet", [10, 11], [0, 1], Names);
        await WriteImages("data/train-00001-of-00002.parquet", [12], [1], Names);
        await WriteImages("data/validation-00000-of-00001.parquet", [13], [0], Names);

        using var data = Fer2013Dataset.Load(_folder.Path, DataSplit.Training, DataSplit.Validation);

        Assert.Equal([10, 11, 12], SmallData.Greys(data.Training!));
        Assert.Equal([3, 0, 0], SmallData.Labels(data.Training!));
        Assert.Equal([13], SmallData.Greys(data.Validation!));
        Assert.DoesNotContain(data.Warnings, warning => warning.Contains("FER2013's", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("train-00000-of-00002.parquet", "train-00002-of-00003.parquet")] // one missing, one of another download
    [InlineData("train-00001-of-00002.parquet", "validation-00000-of-00001.parquet")]
    [InlineData("train-00000-of-00001.parquet", "train-00000-of-00001-0123456789abcdef.parquet")] // twice
    public async Task Parts_that_are_missing_or_of_another_table_are_refused(string first, string second)
    {
        await WriteImages($"data/{first}", [10], [0], Names);
        await WriteImages($"data/{second}", [11], [1], Names);

        var error = Assert.Throws<UserInputException>(() => Fer2013Dataset.Load(_folder.Path));

        Assert.Contains("are not all parts of one table, each once; put the missing ones there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_with_a_digest_in_their_names_are_one_table()
    {
        await WriteImages("data/train-00000-of-00002-0123456789abcdef.parquet", [10], [0], Names);
        await WriteImages("data/train-00001-of-00002-fedcba9876543210.parquet", [11], [1], Names);

        using var data = Fer2013Dataset.Load(_folder.Path, DataSplit.Training);

        Assert.Equal([10, 11], SmallData.Greys(data.Training!));
    }

    [Fact]
    public async Task Pixels_as_text_with_usage_are_read_as_in_a_csv()
    {
        var schema = new ParquetSchema(
            new DataField("emotion", typeof(int), false), new DataField("pixels", typeof(string)), new DataField("Usage", typeof(string)));
        await Write("fer2013.parquet", schema, async group =>
        {
            await group.WriteAsync<int>(schema.DataFields[0], (int[])[3, 4]);
            await group.WriteAsync(schema.DataFields[1], (string[])[SmallData.Pixels(7), SmallData.Pixels(8)]);
            await group.WriteAsync(schema.DataFields[2], (string[])["Training", "PublicTest"]);
        });

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal([7], SmallData.Greys(data.Training!));
        Assert.Equal([8], SmallData.Greys(data.Validation!));
        Assert.Equal([4], SmallData.Labels(data.Validation!));
        Assert.Contains(data.Warnings, warning => warning.EndsWith("the labels are taken for FER2013's, 0 angry to 6 neutral.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2304, 200, null)]
    [InlineData(2303, 200, "row 1: 2303 pixels instead of 2304")]
    [InlineData(2304, 256, "row 1: pixel 1 is 256")]
    public async Task Pixels_as_lists_are_read_or_refused_with_their_row(int count, int grey, string? problem)
    {
        var schema = new ParquetSchema(new DataField("label", typeof(string)), new ListField("pixels", new DataField("element", typeof(int), false)));
        await Write("train.parquet", schema, async group =>
        {
            await group.WriteAsync(schema.DataFields[0], (string[])["surprise"]);
            var pixels = schema.DataFields[1];
            var definitions = Enumerable.Repeat(pixels.MaxDefinitionLevel, count).ToArray();
            var repetitions = Enumerable.Range(0, count).Select(place => place == 0 ? 0 : 1).ToArray();
            await group.WriteAllPartsAsync<int>(
                pixels, Enumerable.Repeat(grey, count).ToArray(), definitions, repetitions, TestContext.Current.CancellationToken);
        });

        if (problem is not null)
        {
            Assert.Contains(problem, SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message, StringComparison.Ordinal);
            return;
        }

        using var data = Fer2013Dataset.Load(_folder.Path);
        Assert.Equal([grey], SmallData.Greys(data.Training!));
        Assert.Equal([5], SmallData.Labels(data.Training!));
    }

    [Property(MaxTest = 20)]
    public Property Lists_of_pixels_are_read_as_they_are_or_refused_where_one_is_wrong()
    {
        var rows = Gen.Elements(2304, 2304, 2304, 2303, 2305, 0).SelectMany(count => Gen.Choose(0, 256).Select(grey => (Count: count, Grey: grey)));
        return Prop.ForAll(Gen.Choose(1, 3).SelectMany(count => rows.ListOf(count)).ToArbitrary(), faces =>
        {
            var schema = new ParquetSchema(new DataField("emotion", typeof(int), false), new ListField("pixels", new DataField("element", typeof(int), false)));
            Write("train.parquet", schema, async group =>
            {
                var pixels = schema.DataFields[1];
                await group.WriteAsync<int>(schema.DataFields[0], new int[faces.Count]);
                await group.WriteAllPartsAsync<int>(
                    pixels,
                    faces.SelectMany(face => Enumerable.Repeat(face.Grey, face.Count)).ToArray(),
                    faces.SelectMany(face => Enumerable.Repeat(face.Count == 0 ? 1 : pixels.MaxDefinitionLevel, Math.Max(1, face.Count))).ToArray(),
                    faces.SelectMany(face => Enumerable.Range(0, Math.Max(1, face.Count)).Select(place => place == 0 ? 0 : 1)).ToArray(),
                    TestContext.Current.CancellationToken);
            }).GetAwaiter().GetResult();
            var isRight = faces.All(face => face is { Count: FaceSet.PixelCount, Grey: < 256 });
            try
            {
                using var data = Fer2013Dataset.Load(_folder.Path);
                return isRight && SmallData.Greys(data.Training!).SequenceEqual(faces.Select(face => face.Grey));
            }
            catch (UserInputException)
            {
                return !isRight;
            }
        });
    }

    [Theory]
    [InlineData(2, Names, "row 2: the label is '2', contempt")]
    [InlineData(3, Names, "row 2: the label is '3'")]
    [InlineData(7, null, "row 2: the label is '7'")]
    public async Task A_label_without_a_class_is_refused_with_its_row(long label, string? names, string problem)
    {
        var path = await WriteImages("train.parquet", [1, 2], [1, label], names);

        Assert.StartsWith($"{path}, {problem}", SmallData.ErrorOf(() => Fer2013Dataset.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_cut_off_or_with_other_columns_is_refused()
    {
        var path = await WriteImages("train.parquet", [1, 2], [0, 1], Names);
        var whole = File.ReadAllBytes(path);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            File.WriteAllBytes(path, whole[..(8 + ((whole.Length - 9) * attempt / 9))]);
            Assert.Contains("damaged or cut off", SmallData.ErrorOf(() => Fer2013Dataset.Load(path)).Message, StringComparison.Ordinal);
        }

        var schema = new ParquetSchema(new DataField("label", typeof(int), false));
        await Write("train.parquet", schema, group => group.WriteAsync<int>(schema.DataFields[0], (int[])[1]));
        Assert.Contains("no column of faces", SmallData.ErrorOf(() => Fer2013Dataset.Load(path)).Message, StringComparison.Ordinal);
    }

    // Found by tests/EmotionNet.Fuzz: Parquet.Net decodes as many elements as a list claims, behind the end of the file too.
    [Theory]
    [InlineData(new byte[] { 0x19, 0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0x07 })] // field 1, a list of 2³¹ texts
    [InlineData(new byte[] { 0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x88 })] // a map of 2³¹ texts
    [InlineData(new byte[] { 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0 })] // a text of 2³¹ bytes
    public void Metadata_that_claims_more_than_there_is_is_refused_at_once(byte[] metadata)
    {
        var path = _folder.File("train.parquet");
        File.WriteAllBytes(path, [.. "PAR1"u8, .. metadata, .. BitConverter.GetBytes(metadata.Length), .. "PAR1"u8]);

        Assert.Contains("damaged or cut off", SmallData.ErrorOf(() => Fer2013Dataset.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_of_lists_within_lists_without_end_is_refused()
    {
        var path = _folder.File("train.parquet");
        var metadata = Enumerable.Repeat((byte)0x19, 1_000_000).ToArray(); // a list of one list of one list
        File.WriteAllBytes(path, [.. "PAR1"u8, .. metadata, .. BitConverter.GetBytes(metadata.Length), .. "PAR1"u8]);

        Assert.Contains("damaged or cut off", SmallData.ErrorOf(() => Fer2013Dataset.Load(path)).Message, StringComparison.Ordinal);
    }

    private async Task<string> WriteImages(string name, int[] greys, long[] labels, string? names)
    {
        var schema = new ParquetSchema(
            new StructField("image", new DataField("bytes", typeof(byte[])), new DataField("path", typeof(string))),
            new DataField("label", typeof(long), false));
        return await Write(
            name,
            schema,
            async group =>
            {
                await group.WriteAsync(schema.DataFields[0], greys.Select(Png).ToArray());
                await group.WriteAsync(schema.DataFields[1], greys.Select(grey => $"{grey}.png").ToArray());
                await group.WriteAsync<long>(schema.DataFields[2], labels);
            },
            names);
    }

    private async Task<string> Write(string name, ParquetSchema schema, Func<ParquetRowGroupWriter, Task> write, string? metadata = null)
    {
        var path = _folder.Write(name, "");
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, file);
        if (metadata is not null)
        {
            writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = metadata };
        }

        using var group = writer.CreateRowGroup();
        await write(group);
        group.CompleteValidate();
        return path;
    }

    private static byte[] Png(int grey)
    {
        using var file = new MemoryStream();
        ImageFile.WriteGreyPng(file, Enumerable.Repeat((byte)grey, FaceSet.PixelCount).ToArray(), FaceSet.ImageSize, FaceSet.ImageSize);
        return file.ToArray();
    }
}
