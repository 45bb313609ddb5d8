using System.Diagnostics;

namespace EmotionNet.Faults;

/// <summary>Kills and resumes runs of one setting.</summary>
/// <param name="setting">How they train.</param>
/// <param name="folder">Where; the data is there in <c>sample</c>.</param>
/// <param name="random">Decides the moments.</param>
internal sealed class KilledRuns(Setting setting, string folder, Random random)
{
    private const int MaximumKillsOfARun = 3;
    private const string Alone = "alone", Killed = "killed";

    private readonly TrainingProcess _program = new(folder, setting.Ranks);
    private int _kills;
    private int _killsInAWrite;
    private int _runs;

    /// <summary>Kills so often.</summary>
    public KillRow Try(int kills)
    {
        Clear();
        if (setting.HasTeacher)
        {
            Require(new TrainingProcess(folder).Run(Command(Setting.ForTeacher, "teacher")));
        }

        var (exitCode, errors, duration) = _program.Run(Command(setting, Alone));
        Require((exitCode, errors, duration));
        var expected = RunFolder.Read(At(Alone));
        var lost = new List<string>();
        while (_kills < kills && lost.Count == 0)
        {
            lost.AddRange(KillOneRun(Math.Min(kills - _kills, MaximumKillsOfARun), duration, expected));
        }

        return new KillRow(setting.Name, _runs, _kills, _killsInAWrite, lost);
    }

    // One run, killed a few times until it is let through.
    private IEnumerable<string> KillOneRun(int kills, TimeSpan duration, RunFolder expected)
    {
        Remove(Killed);
        _runs++;
        var wanted = random.Next(1, kills + 1);
        for (var kill = 0; kill < wanted; kill++)
        {
            if (Kill(duration) is not (0 or TrainingProcess.KilledCode) and var code)
            {
                return [$"exit code {code} before it was killed"];
            }
        }

        var (exitCode, errors, _) = _program.Run(NextCommand());
        return exitCode == 0 ? RunFolder.Read(At(Killed)).DifferencesFrom(expected) : [$"exit code {exitCode}: {errors.Trim()}"];
    }

    private int Kill(TimeSpan duration)
    {
        var duringAWrite = random.Next(2) == 0;
        var delay = random.NextDouble() * duration;
        var exitCode = _program.RunUntil(NextCommand(), process =>
        {
            var exited = process.WaitForExit(delay);
            if (duringAWrite && !exited)
            {
                WaitForAWrite(process);
            }
        }, random);
        var killed = exitCode == TrainingProcess.KilledCode;
        _kills += killed ? 1 : 0;
        _killsInAWrite += killed && duringAWrite ? 1 : 0;
        return exitCode;
    }

    // Until a temporary file is there. The loop does not sleep: a small file is there for a tenth of a millisecond.
    private void WaitForAWrite(Process process)
    {
        var before = TemporaryFiles().ToHashSet();
        while (!process.HasExited && before.IsSupersetOf(TemporaryFiles()))
        {
        }
    }

    private string[] TemporaryFiles() => Directory.Exists(At(Killed)) ? Directory.GetFiles(At(Killed), "*.tmp", SearchOption.AllDirectories) : [];

    // What a person would do: resume where there is something to resume, else begin again.
    private string[] NextCommand() => File.Exists(Path.Combine(At(Killed), RunFolder.State)) ? ["--resume", Killed]
        : Directory.Exists(At(Killed)) ? [.. Command(setting, Killed), "--overwrite"]
        : Command(setting, Killed);

    private static string[] Command(Setting setting, string name) => [.. setting.Arguments.Split(' '), "--tta", "none", "--checkpoint-dir", name];

    private string At(string name) => Path.Combine(folder, name);

    private void Clear()
    {
        Remove(Alone);
        Remove("teacher");
    }

    private void Remove(string name)
    {
        if (Directory.Exists(At(name)))
        {
            Directory.Delete(At(name), recursive: true);
        }
    }

    private void Require((int ExitCode, string Errors, TimeSpan Duration) run)
    {
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"{setting.Name} left alone ends with exit code {run.ExitCode}: {run.Errors}");
        }
    }
}
