namespace EmotionNet.Tests.Architecture;

/// <summary>The repository around the tests; a published test program has none.</summary>
internal static class SourceTree
{
    public const string Missing = "no source tree is around the tests";

    private static readonly string? Root = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    public static bool IsThere => Root is not null;

    /// <summary>Paths of the C# files under a directory of the repository, relative to it, with <c>/</c>; not what the build wrote.</summary>
    public static IEnumerable<string> Files(string directory) =>
        Directory.EnumerateFiles(Path.Combine(Root!, directory), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root!, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root!, file));

    /// <summary>The whole path of a file of the repository.</summary>
    public static string PathOf(string file) => Path.Combine(Root!, file);

    public static bool HasDirectory(string directory) => Directory.Exists(Path.Combine(Root!, directory));

    private static string? FindRoot(DirectoryInfo? directory)
    {
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "EmotionNet.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName;
    }
}
