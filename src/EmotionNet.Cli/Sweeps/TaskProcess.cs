using System.Diagnostics;
using System.Globalization;
using System.Text;
using EmotionNet.Checkpoints;
using EmotionNet.Files;
using EmotionNet.Runtime;
using EmotionNet.Sweeps;

namespace EmotionNet.Cli.Sweeps;

/// <summary>The process that trains a task. What it says on stderr and what it returns is kept beside the run, where <see cref="TaskReport"/> finds it.</summary>
internal sealed class TaskProcess : IDisposable
{
    private const int MaximumErrorLength = 1 << 16;

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private TaskProcess(SweepTask task, Process process) => (Task, _process) = (task, process);

    /// <summary>The task.</summary>
    public SweepTask Task { get; }

    /// <summary>Whether the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts the process of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="command">What to start.</param>
    /// <param name="ended">Called when the process has ended, on another thread.</param>
    public static TaskProcess Start(SweepTask task, ProcessStartInfo command, Action ended)
    {
        File.Delete(task.ExitCodeFile);
        command.RedirectStandardInput = true;
        command.RedirectStandardOutput = true; // the same lines are in its train.log
        command.RedirectStandardError = true;
        command.Environment[ProcessSignals.OwnGroupVariable] = "1";
        var process = new Process { StartInfo = command, EnableRaisingEvents = true };
        var started = new TaskProcess(task, process);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => started.Keep(line.Data);
        process.Exited += (_, _) => ended();
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Sends a signal.</summary>
    public void Send(int signal) => ProcessSignals.Send(_process.Id, signal);

    /// <summary>Writes down how a process that has ended did; nothing where the lock of the run refused it, for another process trains the task.</summary>
    public void Record()
    {
        _process.WaitForExit(); // until its streams are read to their ends
        if (_process.ExitCode == ExitCodes.BadInput && RunLock.IsHeld(Task.RunDirectory))
        {
            return;
        }

        lock (_errors)
        {
            AtomicFile.Write(Task.ErrorFile, Encoding.UTF8.GetBytes(_errors.ToString()));
        }

        AtomicFile.Write(Task.ExitCodeFile, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_process.ExitCode}\n")));
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private void Keep(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Length < MaximumErrorLength)
            {
                _errors.Append(line).Append('\n');
            }
        }
    }
}
