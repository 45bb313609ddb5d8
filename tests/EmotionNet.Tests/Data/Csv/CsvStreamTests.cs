using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using EmotionNet.Data.Fer2013;

namespace EmotionNet.Tests.Data.Csv;

public sealed class CsvStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 301072766\n", "Git LFS pointer", "git lfs pull")]
    [InlineData("<!DOCTYPE html>\n<html><body>sign in</body></html>\n", "web page", "download")]
    [InlineData("\uFEFF\r\n  <HTML lang=\"en\">", "web page", "download")]
    [InlineData("<?xml version=\"1.0\"?><Error>AccessDenied</Error>", "XML", "download")]
    [InlineData("% FER\n@RELATION fer\n@ATTRIBUTE x numeric\n@DATA\n", "ARFF", "CSV")]
    [InlineData("[{\"emotion\": 0}]", "JSON", "CSV")]
    [InlineData("7z\u00BC\u00AF\u0027\u001C", "7z archive", "unpack")]
    [InlineData("Rar!\u001A\u0007", "RAR archive", "unpack")]
    [InlineData("PK\u0003\u0004", "ZIP", "unpack")]
    [InlineData("BZh91AY", "bzip2", "unpack")]
    [InlineData("\u00FD7zXZ\0", "xz", "unpack")]
    [InlineData("\u0089PNG\r\n\u001A\n", "PNG image", "folder of images")]
    [InlineData("\u00FF\u00FEe\0m\0", "UTF-16", "UTF-8")]
    [InlineData("emotion\0\0\0", "binary", "download")]
    public void A_file_that_is_something_else_is_told_for_what_it_is(string content, string kind, string fix)
    {
        var text = content.StartsWith('\uFEFF') ? Encoding.UTF8.GetBytes(content) : Encoding.Latin1.GetBytes(content);
        foreach (var name in (string[])["fer2013.csv", "train.csv"])
        {
            File.WriteAllBytes(_folder.File(name), text);

            var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.File(name)));

            Assert.StartsWith($"{_folder.File(name)}: the file is ", error.Message, StringComparison.Ordinal);
            Assert.Contains(kind, error.Message, StringComparison.Ordinal);
            Assert.Contains(fix, error.Fix, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_with_nothing_but_an_archive_is_told_to_unpack_it()
    {
        var archive = _folder.File("fer2013.tar.gz");
        using (var output = new GZipStream(File.Create(archive), CompressionLevel.Fastest))
        using (var tar = new TarWriter(output))
        {
            tar.WriteEntry(_folder.Write("fer2013/fer2013.csv", SmallData.AllClasses("Training")), "fer2013/fer2013.csv");
        }

        Directory.Delete(_folder.File("fer2013"), recursive: true);

        foreach (var path in (string[])[archive, _folder.Path])
        {
            var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(path));

            Assert.StartsWith($"{archive}: the file is a tar archive compressed with gzip; unpack it", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("fer2013.csv.gz")]
    [InlineData("fer2013.csv")]
    [InlineData("faces.gz")]
    public void A_table_compressed_with_gzip_is_read_under_any_name(string name)
    {
        Compress(name, SmallData.AllClasses("Training", "PublicTest"));

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal((7, 7), (data.Training!.Count, data.Validation!.Count));
    }

    [Fact]
    public void A_compressed_table_cut_off_anywhere_is_refused()
    {
        var random = new Random(4);
        var rows = Enumerable.Range(0, 20).Select(_ => $"0,{string.Join(' ', Enumerable.Range(0, 2304).Select(_ => random.Next(256)))},Training\n");
        var whole = Compress("fer2013.csv.gz", SmallData.Header + string.Concat(rows));
        for (var attempt = 0; attempt < 20; attempt++)
        {
            File.WriteAllBytes(_folder.File("fer2013.csv.gz"), whole[..random.Next(1, whole.Length)]);

            SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.File("fer2013.csv.gz")));
        }
    }

    private byte[] Compress(string name, string text)
    {
        using (var output = new GZipStream(File.Create(_folder.File(name)), CompressionLevel.Fastest))
        {
            output.Write(Encoding.UTF8.GetBytes(text));
        }

        return File.ReadAllBytes(_folder.File(name));
    }
}
