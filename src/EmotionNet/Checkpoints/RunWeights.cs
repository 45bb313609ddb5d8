namespace EmotionNet.Checkpoints;

/// <summary>The weights that a user means by a path.</summary>
internal static class RunWeights
{
    /// <summary>The path itself, or the best weights in it where it is the directory of a run.</summary>
    public static string Find(string path) => Directory.Exists(path) ? Path.Combine(path, Checkpoint.BestFile) : path;

    /// <summary>The weights of several paths.</summary>
    /// <exception cref="UserInputException">One is missing or there twice.</exception>
    public static IReadOnlyList<string> FindDistinct(IEnumerable<string> paths)
    {
        var files = paths.Select(Find).ToList();
        if (files.Find(file => !File.Exists(file)) is { } missing)
        {
            throw new UserInputException("there is no such network", "give the directory of a run, or a weight file", missing);
        }

        return files.GroupBy(Files.PathIdentity.Resolve).FirstOrDefault(group => group.Count() > 1) is not { } same
            ? files
            : throw new UserInputException("this network is given twice", "leave out one of the two", same.First());
    }
}
