using EmotionNet.Files;

namespace EmotionNet.Cli.Predict;

/// <summary>
/// The names of the files that are drawn: that of the image, with a number where two images have one name. They depend on nothing but the images before,
/// so a run that is continued gives the same.
/// </summary>
internal sealed class OutputNames
{
    private readonly Dictionary<string, int> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name for the next image, without an extension.</summary>
    public string Next(string source)
    {
        var name = source == ImageSources.StandardInput ? "stdin" : Path.GetFileNameWithoutExtension(source);
        var unique = name;
        while (!_used.TryAdd(unique, 1))
        {
            unique = $"{name}-{++_used[name]}";
        }

        return unique;
    }

    /// <summary>Makes a directory for output, which must not be one that images are read from, nor below one that is searched.</summary>
    /// <exception cref="UserInputException">It is one, or cannot be made.</exception>
    public static void Prepare(string directory, string flag, ImageSources sources)
    {
        Check(directory, flag, sources);
        OutputDirectory.Prepare(directory, flag);
    }

    /// <summary>Requires that a directory for output is not one that images are read from, nor below one that is searched.</summary>
    /// <exception cref="UserInputException">It is one.</exception>
    public static void Check(string directory, string flag, ImageSources sources)
    {
        if (sources.Directories.FirstOrDefault(source => PathIdentity.IsInside(source, directory)) is { } searched)
        {
            throw new UserInputException(
                $"the next run would find these files among the images of {searched}", $"give {flag} a directory elsewhere", directory);
        }

        var files = sources.Paths.Where(path => path != ImageSources.StandardInput);
        foreach (var parent in files.Select(path => Path.GetDirectoryName(Path.GetFullPath(path))!).Distinct())
        {
            if (PathIdentity.IsSameDirectory(directory, parent))
            {
                throw new UserInputException("images are read from this directory, and might be replaced", $"give {flag} another one", directory);
            }
        }
    }
}
