using System.Runtime.InteropServices;

namespace EmotionNet;

/// <summary>The environment that native libraries read, which <see cref="Environment.SetEnvironmentVariable(string, string?)"/> does not change on Unix.</summary>
internal static partial class CEnvironment
{
    /// <summary>Sets a variable. Does nothing on Windows.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="overwrite">Whether to replace a value that is there.</param>
    public static void Set(string name, string value, bool overwrite)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnvironmentVariable(name, value, overwrite ? 1 : 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
