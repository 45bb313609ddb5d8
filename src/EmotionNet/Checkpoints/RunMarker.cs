using System.Text.Json;
using System.Text.Json.Serialization;
using EmotionNet.Configuration;
using EmotionNet.Files;

namespace EmotionNet.Checkpoints;

/// <summary>
/// A small file that says which process trains in a directory. It goes when the run ends and its checkpoints say whose the directory is;
/// a run that was killed before its first checkpoint is known by it.
/// </summary>
/// <param name="Process">The process.</param>
/// <param name="Machine">The machine that it runs on.</param>
/// <param name="Mode">The mode of the run.</param>
/// <param name="Started">When it began there; markers of older versions do not say it.</param>
internal sealed record RunMarker(int Process, string Machine, TrainingMode Mode, DateTime? Started = null)
{
    /// <summary>The file's name in the run's directory.</summary>
    public const string FileName = ".emotionnet-run";

    /// <summary>Whether its process is, or was, one of this machine.</summary>
    [JsonIgnore]
    public bool IsOfThisMachine => Machine == Environment.MachineName;

    /// <summary>The marker of this process.</summary>
    public static RunMarker OfThisProcess(TrainingMode mode) => new(Environment.ProcessId, Environment.MachineName, mode, DateTime.UtcNow);

    /// <summary>The marker in a directory, or null where there is none that can be read.</summary>
    public static RunMarker? Read(string directory)
    {
        try
        {
            var path = Path.Combine(directory, FileName);
            return File.Exists(path) ? JsonSerializer.Deserialize<RunMarker>(File.ReadAllBytes(path), JsonFormat.Compact) : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the marker.</summary>
    /// <exception cref="UserInputException">The file cannot be written.</exception>
    public void Write(string directory) =>
        AtomicFile.Write(Path.Combine(directory, FileName), JsonSerializer.SerializeToUtf8Bytes(this, JsonFormat.Compact));

    /// <summary>Removes what a process that was killed while it wrote its marker left: the only file of a run that is there before the marker.</summary>
    public static void RemoveHalfWritten(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory, $"{FileName}.*"))
        {
            if (AtomicFile.TargetOfTemporary(Path.GetFileName(file)) == FileName)
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Removes the marker, if that is possible.</summary>
    public static void Remove(string directory)
    {
        try
        {
            File.Delete(Path.Combine(directory, FileName));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It says nothing wrong where it stays: the checkpoints beside it are of the same run.
        }
    }
}
