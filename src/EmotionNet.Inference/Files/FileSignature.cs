using System.Text;

namespace EmotionNet.Files;

/// <summary>What a file is by its first bytes: archives, pointers, web pages and other formats that are met under the name of a data file.</summary>
/// <param name="Kind">What the file is, as it follows "the file is".</param>
/// <param name="Fix">What to do with it, without a full stop.</param>
/// <param name="IsPointer">Whether the file stands for another one.</param>
internal sealed record FileSignature(string Kind, string Fix, bool IsPointer = false)
{
    /// <summary>As many of the first bytes of a file as <see cref="Of"/> looks at.</summary>
    public const int HeadLength = 4096;

    private const int TarMark = 257;
    private const string AsCsv = "save it as CSV (UTF-8) first, or use another copy of the data";

    private static readonly FileSignature Tar = Archive("a tar archive", "tar xf");
    private static readonly FileSignature WebPage = new(
        "a web page (HTML)", "download the file itself again, after signing in where the site asks for it");

    private static readonly (byte[] Bytes, FileSignature Signature)[] Beginnings =
    [
        ("PK\x03\x04"u8.ToArray(), new(
            "a ZIP file, such as an archive or a spreadsheet", "unpack it first, or save the spreadsheet as CSV")),
        ("PK\x05\x06"u8.ToArray(), new("an empty ZIP archive", "download it again")),
        ([0x1F, 0x8B], Archive("compressed with gzip", "gunzip or tar xzf")),
        ([0x42, 0x5A, 0x68], Archive("compressed with bzip2", "bunzip2 or tar xjf")),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], Archive("compressed with xz", "unxz or tar xJf")),
        ([0x28, 0xB5, 0x2F, 0xFD], Archive("compressed with Zstandard", "unzstd")),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], Archive("a 7z archive", "7z x")),
        ("Rar!"u8.ToArray(), Archive("a RAR archive", "unrar x")),
        ("PAR1"u8.ToArray(), new("a Parquet file", "give it the columns image or pixels and emotion or label; votes are read from CSV")),
        ("ARROW1"u8.ToArray(), new("an Arrow file", AsCsv)),
        ("version https://git-lfs"u8.ToArray(), new(
            "a Git LFS pointer, which stands for the file", "run `git lfs pull` in its repository, or download the file itself", IsPointer: true)),
        ("/annex/objects/"u8.ToArray(), new("a git-annex pointer, which stands for the file", "run `git annex get` in its repository", IsPointer: true)),
        ([0xFF, 0xFE], new("UTF-16 text", "save it as UTF-8")),
        ([0xFE, 0xFF], new("UTF-16 text", "save it as UTF-8")),
        ("%PDF"u8.ToArray(), new("a PDF document", "use the data that the document describes")),
        ([0x89, 0x48, 0x44, 0x46], new("an HDF5 file", AsCsv)),
        ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], new("a NumPy array", AsCsv)),
        ("SQLite format 3"u8.ToArray(), new("an SQLite database", AsCsv)),
        ("MATLAB 5"u8.ToArray(), new("a MATLAB file", AsCsv)),
        ([0x80, 0x03], new("a Python pickle", AsCsv)),
        ([0x80, 0x04], new("a Python pickle", AsCsv)),
        ([0x80, 0x05], new("a Python pickle", AsCsv)),
        ([0x89, 0x50, 0x4E, 0x47], Image("PNG")),
        ([0xFF, 0xD8, 0xFF], Image("JPEG")),
        ("GIF8"u8.ToArray(), Image("GIF")),
        ("II*\0"u8.ToArray(), Image("TIFF")),
        ("MM\0*"u8.ToArray(), Image("TIFF")),
        ("P5\n"u8.ToArray(), Image("PGM")),
        ("P6\n"u8.ToArray(), Image("PPM")),
    ];

    private static readonly (string Text, FileSignature Signature)[] TextBeginnings =
    [
        ("<!doctype html", WebPage),
        ("<html", WebPage),
        ("<head", WebPage),
        ("<body", WebPage),
        ("<?xml", new("an XML document", "download the file itself again; storage services answer with XML where a link has expired")),
        ("<", WebPage),
        ("{", new("JSON", AsCsv)),
        ("[", new("JSON", AsCsv)),
    ];

    /// <summary>What the file is, or null where nothing speaks against CSV.</summary>
    /// <param name="head">The first <see cref="HeadLength"/> bytes, or all where there are fewer.</param>
    public static FileSignature? Of(ReadOnlySpan<byte> head)
    {
        foreach (var (bytes, signature) in Beginnings)
        {
            if (head.StartsWith(bytes))
            {
                return signature;
            }
        }

        if (IsTar(head))
        {
            return Tar;
        }

        var text = Encoding.Latin1.GetString(WithoutMark(head[..Math.Min(head.Length, HeadLength)])).TrimStart();
        return Array.Find(TextBeginnings, beginning => text.StartsWith(beginning.Text, StringComparison.OrdinalIgnoreCase)).Signature ?? OfLines(text);
    }

    /// <summary>Whether the bytes begin a tar archive.</summary>
    public static bool IsTar(ReadOnlySpan<byte> head) => head.Length >= TarMark + 5 && head[TarMark..].StartsWith("ustar"u8);

    /// <summary>The first bytes of a file.</summary>
    /// <exception cref="UserInputException">The file is missing, empty or may not be read.</exception>
    public static byte[] HeadOf(string path)
    {
        using var file = InputFiles.Open(path);
        return ReadHead(file, path);
    }

    /// <summary>The first bytes of a stream, which is read no further.</summary>
    /// <param name="stream">At its beginning.</param>
    /// <param name="path">Where it comes from, for a message.</param>
    /// <exception cref="UserInputException">The disk or a compressed file is damaged.</exception>
    public static byte[] ReadHead(Stream stream, string path)
    {
        try
        {
            var head = new byte[HeadLength];
            return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new UserInputException("the file cannot be read", "check the disk and copy or download the file again", path, inner: exception);
        }
    }

    /// <summary>The sentence for a file that is this instead of what it should be.</summary>
    public UserInputException Refuse(string path) => new($"the file is {Kind}", Fix, path);

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) =>
        text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;

    private static FileSignature? OfLines(string text)
    {
        var line = text.Split('\n').Select(line => line.TrimStart()).FirstOrDefault(line => line.Length > 0 && line[0] != '%') ?? "";
        return line.StartsWith("@relation", StringComparison.OrdinalIgnoreCase) || line.StartsWith("@attribute", StringComparison.OrdinalIgnoreCase)
            ? new("an ARFF file (Weka)", "convert it to CSV with the columns emotion, pixels and Usage")
            : null;
    }

    private static FileSignature Archive(string kind, string command) => new(kind, $"unpack it first ({command})");

    private static FileSignature Image(string format) => new($"a {format} image", "name a table, or a folder of images");
}
