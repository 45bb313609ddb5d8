using System.Runtime.InteropServices;

namespace EmotionNet.Runtime;

/// <summary>
/// Signals to the processes of a sweep's tasks. A terminal sends Ctrl-C to the whole process group of the sweep; a task that took both that signal
/// and the one that the sweep passes on would take the second for "leave at once". So tasks leave the group as they start.
/// </summary>
internal static partial class ProcessSignals
{
    /// <summary>The environment variable that makes a process leave the group of the one that started it.</summary>
    public const string OwnGroupVariable = "EMOTIONNET_OWN_PROCESS_GROUP";

    /// <summary>Whether signals can be sent here. A console of Windows sends Ctrl-C to all its processes itself.</summary>
    public static bool AreThere => !OperatingSystem.IsWindows();

    /// <summary>Leaves the process group, where whoever started this process wants that.</summary>
    public static void LeaveGroupIfAsked()
    {
        if (AreThere && Environment.GetEnvironmentVariable(OwnGroupVariable) is not null)
        {
            _ = SetProcessGroup(0, 0);
            Environment.SetEnvironmentVariable(OwnGroupVariable, null); // not for the processes that this one starts
        }
    }

    /// <summary>Sends a signal; to a process that is gone, none.</summary>
    public static void Send(int process, int signal)
    {
        if (AreThere)
        {
            _ = Kill(process, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpgid")]
    private static partial int SetProcessGroup(int process, int group);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
