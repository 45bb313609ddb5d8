using EmotionNet.Data.Csv;
using EmotionNet.Data.ImageFolders;
using EmotionNet.Files;

namespace EmotionNet.Data;

/// <summary>Finds what lies beside the data that is read and may be data as well, so that nothing is left out without a word.</summary>
internal static class UnreadData
{
    private const int MaximumNames = 6;
    private const int MaximumFiles = 100;
    private const int MaximumCount = 10_000; // of files that are only counted

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        "", ".csv", ".tsv", ".parquet", ".arrow", ".arff", ".json", ".jsonl", ".npy", ".npz", ".h5", ".hdf5", ".pkl", ".pickle", ".mat", ".xlsx",
        ".gz", ".tgz", ".zip", ".tar", ".7z", ".rar", ".bz2", ".xz", ".zst", ".lzma",
        ".html", ".htm", ".xml",
    };

    private static readonly string[] Notes = ["LICENSE", "LICENCE", "README", "Makefile"];

    /// <summary>A warning for each folder, from the one that the user named to the one that is read, in which something is not read.</summary>
    /// <param name="named">The folder that the user named.</param>
    /// <param name="read">The folder that is read, the same or inside it.</param>
    /// <param name="used">Files and folders in <paramref name="read"/> that are read, or reported otherwise.</param>
    /// <param name="warnings">Receives the warnings.</param>
    public static void Report(string named, string read, IReadOnlyCollection<string> used, List<string> warnings)
    {
        ReportBeside(read, [.. used.Select(Path.GetFullPath)], warnings);
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
        for (var inner = Path.GetFullPath(read); inner.Length > root.Length; inner = Path.GetDirectoryName(inner)!)
        {
            ReportBeside(Path.GetDirectoryName(inner)!.Length == root.Length ? named : Path.GetDirectoryName(inner)!, [inner], warnings);
        }
    }

    /// <summary>Whether a file may hold data by its name.</summary>
    public static bool IsDataName(string path) =>
        ImageBatchLoader.IsImageName(path) || (Extensions.Contains(Path.GetExtension(path)) && !Notes.Contains(Path.GetFileName(path)));

    /// <summary>Names and, of folders, the number of files that may be data.</summary>
    public static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MaximumNames)) + (names.Count > MaximumNames ? $" and {names.Count - MaximumNames} more" : "");

    /// <summary>The error for the first file in a folder, however deep, that is no table although its name allows it: an archive to unpack, a web page; or null.</summary>
    public static UserInputException? FindForeign(string folder) =>
        FolderTree.Files(folder, [])
            .Where(file => IsDataName(file) && !ImageBatchLoader.IsImageName(file) && new FileInfo(file).Length > 0)
            .Take(MaximumFiles)
            .Select(ErrorOf)
            .FirstOrDefault(error => error is not null);

    /// <summary>What keeps a file from being read as a table at all, or null.</summary>
    public static UserInputException? ErrorOf(string file)
    {
        try
        {
            CsvStream.Open(file).Dispose();
            return null;
        }
        catch (UserInputException error)
        {
            return error;
        }
    }

    private static void ReportBeside(string directory, HashSet<string> used, List<string> warnings)
    {
        var names = InputFiles.FilesIfReadable(directory, warnings)
            .Where(file => IsDataName(file) && !used.Contains(Path.GetFullPath(file)))
            .Select(file => Path.GetFileName(file))
            .ToList();
        foreach (var folder in InputFiles.FoldersIfReadable(directory, warnings).Where(folder => !used.Contains(Path.GetFullPath(folder))))
        {
            var files = FolderTree.Files(folder, warnings).Where(IsDataName).Take(MaximumCount).ToList();
            if (files.Count > 0)
            {
                var images = files.Count(ImageBatchLoader.IsImageName);
                var least = files.Count == MaximumCount ? "at least " : "";
                names.Add($"{Path.GetFileName(folder)}/ with {least}{(images > 0 ? $"{images} image(s)" : $"{files.Count} file(s)")}");
            }
        }

        if (names.Count > 0)
        {
            warnings.Add($"{directory}: not read are {List(names)}.");
        }
    }
}
