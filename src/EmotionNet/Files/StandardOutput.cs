namespace EmotionNet.Files;

/// <summary>Where the standard output goes.</summary>
internal static class StandardOutput
{
    private const string Link = "/proc/self/fd/1"; // of Linux

    /// <summary>Whether the shell has redirected it to a file, as <c>&gt; run/train.log</c> does; false where the system does not tell.</summary>
    public static bool IsFile(string path)
    {
        try
        {
            return new FileInfo(Link).LinkTarget is { } target && File.Exists(path) && target == PathIdentity.Resolve(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
