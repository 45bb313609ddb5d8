using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Files;

namespace EmotionNet.Reporting.Mlflow;

/// <summary>Which run of a tracking server a training reports to, kept in the directory of the run, so that a resumed one continues it. No credentials.</summary>
/// <param name="Url">The server.</param>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="RunId">The run's id there.</param>
/// <param name="HasParameters">Whether the settings were sent.</param>
/// <param name="LastEpoch">The last epoch whose numbers were sent.</param>
internal sealed record MlflowLink(string Url, string Experiment, string RunId, bool HasParameters, int LastEpoch)
{
    /// <summary>Reads the link of a run; null where there is none, or one that cannot be read.</summary>
    /// <param name="directory">The directory of the run.</param>
    public static MlflowLink? Read(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize<MlflowLink>(File.ReadAllBytes(PathIn(directory)), JsonFormat.Indented);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the link of a run.</summary>
    /// <exception cref="UserInputException">The directory cannot be written.</exception>
    public void Write(string directory) => AtomicFile.Write(PathIn(directory), JsonSerializer.SerializeToUtf8Bytes(this, JsonFormat.Indented));

    private static string PathIn(string directory) => Path.Combine(directory, RunFileNames.Mlflow);
}
