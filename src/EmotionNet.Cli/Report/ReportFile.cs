using System.Text;
using EmotionNet.Files;

namespace EmotionNet.Cli.Report;

/// <summary>The file that a report is written to.</summary>
internal static class ReportFile
{
    private const string Mark = "<meta name=\"generator\" content=\"emotionnet report\">";
    private const int MarkEnd = 4096;

    /// <summary>Creates the directory of the file, and refuses a file that a report must not replace.</summary>
    /// <exception cref="UserInputException">There is a file that is not a report, or its directory cannot be created.</exception>
    public static void Prepare(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UserInputException("this is a directory", "give --out a file, such as report.html", path);
        }

        if (File.Exists(path) && !IsReport(path))
        {
            throw new UserInputException("this file is not a report of emotionnet, and would be replaced", "give --out another file", path);
        }

        OutputDirectory.Prepare(Path.GetDirectoryName(Path.GetFullPath(path))!, "--out");
    }

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <exception cref="UserInputException">The file cannot be written.</exception>
    public static void Write(string path, string page) => AtomicFile.Write(path, new UTF8Encoding(false).GetBytes(page));

    private static bool IsReport(string path)
    {
        if (InputFiles.IsWithoutLength(path))
        {
            return false;
        }

        using var file = InputFiles.Open(path);
        var start = new byte[MarkEnd];
        return Encoding.UTF8.GetString(start, 0, file.ReadAtLeast(start, MarkEnd, throwOnEndOfStream: false)).Contains(Mark, StringComparison.Ordinal);
    }
}
