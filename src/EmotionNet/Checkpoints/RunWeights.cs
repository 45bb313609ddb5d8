namespace EmotionNet.Checkpoints;

/// <summary>The weights that a user means by a path.</summary>
internal static class RunWeights
{
    /// <summary>The path itself, or the best weights in it where it is the directory of a run.</summary>
    public static string Find(string path) => Directory.Exists(path) ? Path.Combine(path, Checkpoint.BestFile) : path;
}
