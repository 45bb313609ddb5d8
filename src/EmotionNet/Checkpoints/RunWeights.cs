namespace EmotionNet.Checkpoints;

/// <summary>The weights that a user means by a path: everywhere, the directory of a run stands for its best weights.</summary>
internal static class RunWeights
{
    /// <summary>The path itself, or the best weights in it where it is the directory of a run.</summary>
    public static string Find(string path) => Directory.Exists(path) ? Path.Combine(path, Checkpoint.BestFile) : path;

    /// <summary>As <see cref="Find"/>, where the file must be there.</summary>
    /// <exception cref="UserInputException">It is missing.</exception>
    public static string Require(string path)
    {
        var file = Find(path);
        return File.Exists(file) ? file
            : Directory.Exists(path) ? throw new UserInputException(
                $"this directory has no {Checkpoint.BestFile}", "give the directory of a run that has finished an epoch, or a weight file", path)
            : throw new UserInputException("there is no such network", "give the directory of a run, or a weight file", path);
    }

    /// <summary>The weights of several paths.</summary>
    /// <exception cref="UserInputException">One is missing or there twice.</exception>
    public static IReadOnlyList<string> FindDistinct(IEnumerable<string> paths)
    {
        var files = paths.Select(Require).ToList();
        return files.GroupBy(Files.PathIdentity.Resolve).FirstOrDefault(group => group.Count() > 1) is not { } same
            ? files
            : throw new UserInputException("this network is given twice", "leave out one of the two", same.First());
    }
}
