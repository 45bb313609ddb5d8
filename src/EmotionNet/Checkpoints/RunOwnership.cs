using System.Text.Json;
using EmotionNet.Configuration;

namespace EmotionNet.Checkpoints;

/// <summary>Whether the files in a directory are those of a run of ours. A directory is one run's as a whole: a checkpoint of ours makes its other files of a run ours.</summary>
/// <param name="IsOurs">The checkpoints say so, or the marker of a run that has not written one yet; and neither checkpoint is somebody else's.</param>
/// <param name="IsQuick">The run is one of quick mode.</param>
/// <param name="IsResumable">There is a state to resume from.</param>
internal sealed record RunOwnership(bool IsOurs, bool IsQuick, bool IsResumable)
{
    /// <summary>Reads what the checkpoints and the marker of a directory say.</summary>
    public static RunOwnership Of(string directory)
    {
        var (last, best) = (ModeOf(Path.Combine(directory, Checkpoint.LastFile)), ModeOf(Path.Combine(directory, Checkpoint.BestFile)));
        var marker = last is null && best is null && IsForeign(directory) ? null : RunMarker.Read(directory)?.Mode.ToString();
        string?[] claims = [last, best, marker];
        var modes = claims.OfType<string>().Where(mode => mode.Length > 0).ToList();
        var isOurs = modes.Count > 0 && last != "" && best != "";
        return new RunOwnership(
            isOurs,
            isOurs && modes.TrueForAll(mode => mode.Equals(nameof(TrainingMode.Quick), StringComparison.OrdinalIgnoreCase)),
            isOurs && last is not null);
    }

    /// <summary>Whether a file is a checkpoint that a version of this program wrote.</summary>
    public static bool IsOursAt(string path) => ModeOf(path) is { Length: > 0 };

    // The marker of a run that ended before its first checkpoint may have stayed while somebody put files of their own there: such a run wrote
    // no summary, and its settings are read by us.
    private static bool IsForeign(string directory)
    {
        var configuration = Path.Combine(directory, RunFileNames.Configuration);
        try
        {
            return Path.Exists(Path.Combine(directory, RunFileNames.Summary))
                || (Path.Exists(configuration) && ConfigurationFile.Read(configuration).Count < OptionCatalog.Entries.Count);
        }
        catch (UserInputException)
        {
            return true;
        }
    }

    // The mode that a checkpoint was trained in; empty where the file is not ours, null where there is none.
    private static string? ModeOf(string path)
    {
        if (!Path.Exists(path))
        {
            return null;
        }

        try
        {
            var metadata = SafetensorsFile.ReadMetadata(path);
            if (!metadata.ContainsKey(CheckpointMetadata.VersionKey))
            {
                return "";
            }

            using var options = JsonDocument.Parse(metadata[CheckpointMetadata.OptionsKey]);
            return options.RootElement.GetProperty("mode").GetString() is { Length: > 0 } mode ? mode : "unknown";
        }
        catch (UserInputException)
        {
            return "";
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "unknown"; // of ours, though of another version
        }
    }
}
