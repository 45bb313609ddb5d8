using System.Security.Cryptography;
using System.Text;
using EmotionNet.Files;

namespace EmotionNet.Cli.Report;

/// <summary>The file that a report is written to.</summary>
internal static class ReportFile
{
    private const string Mark = "<meta name=\"generator\" content=\"emotionnet report\">";
    private const int MarkEnd = 4096;

    /// <summary>What tells the reports of one run from those of others: of its path, which a page that is passed on does not show.</summary>
    /// <param name="run">The directory of the run, or the weight file.</param>
    public static string RunMark(string run) => $"<meta name=\"emotionnet-run\" content=\"{DigestOf(run)}\">";

    /// <summary>Creates the directory of the file, and refuses a file that a report of the run must not replace.</summary>
    /// <param name="path">The file.</param>
    /// <param name="run">The directory of the run, or the weight file.</param>
    /// <exception cref="UserInputException">There is a file that is not a report of this run, or its directory cannot be created.</exception>
    public static void Prepare(string path, string run)
    {
        if (Directory.Exists(path))
        {
            throw new UserInputException("this is a directory", "give --out a file, such as report.html", path);
        }

        if (File.Exists(path))
        {
            var start = StartOf(path);
            if (!start.Contains(Mark, StringComparison.Ordinal))
            {
                throw new UserInputException("this file is not a report of emotionnet, and would be replaced", "give --out another file", path);
            }

            if (!start.Contains(RunMark(run), StringComparison.Ordinal))
            {
                throw new UserInputException("this is the report of another run, and would be replaced", "give --out another file, or remove this one", path);
            }
        }

        OutputDirectory.Prepare(Path.GetDirectoryName(Path.GetFullPath(path))!, "--out");
    }

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <exception cref="UserInputException">The file cannot be written.</exception>
    public static void Write(string path, string page) => AtomicFile.Write(path, new UTF8Encoding(false).GetBytes(page));

    private static string DigestOf(string run) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run)))));

    private static string StartOf(string path)
    {
        if (InputFiles.IsWithoutLength(path))
        {
            return "";
        }

        using var file = InputFiles.Open(path);
        var start = new byte[MarkEnd];
        return Encoding.UTF8.GetString(start, 0, file.ReadAtLeast(start, MarkEnd, throwOnEndOfStream: false));
    }
}
