using System.IO.Enumeration;
using EmotionNet.Data.ImageFolders;
using EmotionNet.Files;

namespace EmotionNet.Cli.Predict;

/// <summary>The images that a command line names: files, directories with all below them, patterns, and <c>-</c> for an image on stdin.</summary>
/// <param name="Paths">In the order of the command line; those of a directory or pattern sorted.</param>
/// <param name="Directories">The directories among the sources, which are searched with all below them.</param>
internal sealed record ImageSources(IReadOnlyList<string> Paths, IReadOnlyList<string> Directories)
{
    /// <summary>What stands for an image on stdin.</summary>
    public const string StandardInput = "-";

    private static readonly char[] Wildcards = ['*', '?'];

    private static readonly EnumerationOptions AllBelow = new() { RecurseSubdirectories = true };

    /// <summary>Finds the images.</summary>
    /// <param name="sources">As they stand on the command line.</param>
    /// <param name="listFile">A file with a path on each line, or null; they come last.</param>
    /// <exception cref="UserInputException">Something that is named does not exist, or there is no image in it.</exception>
    public static ImageSources Find(IReadOnlyList<string> sources, string? listFile)
    {
        if (sources.Count == 0 && listFile is null)
        {
            throw new UserInputException("emotionnet predict needs an image", "name images or directories, - for an image on stdin, or give --list");
        }

        if (sources.Count(source => source == StandardInput) > 1)
        {
            throw new UserInputException("- is given twice", "stdin holds one image; give it once");
        }

        return new ImageSources(
            [.. sources.SelectMany(Expand), .. listFile is null ? [] : ReadList(listFile)],
            [.. sources.Where(source => source != StandardInput && Directory.Exists(source))]);
    }

    private static IEnumerable<string> Expand(string source)
    {
        if (source == StandardInput || File.Exists(source))
        {
            return [source];
        }

        if (Directory.Exists(source))
        {
            var images = Below(source).Where(ImageBatchLoader.IsImageName).Order(StringComparer.Ordinal).ToList();
            return images.Count > 0 ? images : throw new UserInputException("the directory has no images", "name one that has", source);
        }

        if (source.IndexOfAny(Wildcards) >= 0)
        {
            var matches = FilePattern.Matches(source).Order(StringComparer.Ordinal).ToList();
            return matches.Count > 0 ? matches : throw new UserInputException("no file matches the pattern", "check it", source);
        }

        throw new UserInputException("there is no such file or directory", "check the path", source);
    }

    private static IEnumerable<string> Below(string directory)
    {
        try
        {
            return [.. new FileSystemEnumerable<string>(directory, (ref entry) => entry.ToSpecifiedFullPath(), AllBelow)
            {
                ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,

                // Not through links: one that leads back would have no end.
                ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            }];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserInputException("the directory cannot be read", "check that you may read it", directory, inner: exception);
        }
    }

    private static List<string> ReadList(string file)
    {
        using var reader = new StreamReader(InputFiles.Open(file));
        var paths = new List<string>();
        for (var row = 1; reader.ReadLine() is { } line; row++)
        {
            if (line.Contains('\0', StringComparison.Ordinal))
            {
                throw new UserInputException("a line with a zero byte is no path", "write a text file with a path on each line", file, row);
            }

            if (line.Length > 0)
            {
                paths.Add(line == StandardInput ? Path.Combine(".", line) : line); // here - is the name of a file
            }
        }

        return paths.Count > 0 ? paths : throw new UserInputException("the list names no image", "write a path on each line", file);
    }
}
