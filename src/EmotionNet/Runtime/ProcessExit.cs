using System.Runtime.InteropServices;

namespace EmotionNet.Runtime;

/// <summary>Ends the process at once.</summary>
internal static partial class ProcessExit
{
    /// <summary>
    /// Ends the process. No library tears itself down first: libtorch would, under threads that still compute, and the process would end with a
    /// segmentation fault instead of its exit code.
    /// </summary>
    /// <param name="code">What the process returns.</param>
    public static void Now(int code)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(code);
        }

        Exit(code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}
