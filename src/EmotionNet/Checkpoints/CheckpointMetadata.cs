using System.Text.Json;
using EmotionNet.Configuration;
using EmotionNet.Inference;

namespace EmotionNet.Checkpoints;

/// <summary>The <c>__metadata__</c> of a checkpoint: its format version and, as JSON, the options, the class names and the progress of its run.</summary>
internal static class CheckpointMetadata
{
    /// <summary>The version of the format; a file with this key is one of ours, of whatever version.</summary>
    public const string VersionKey = "emotionnet_version";

    /// <summary>The settings of the run.</summary>
    public const string OptionsKey = "options";

    private const string FormatVersion = "2";
    private const string ClassNamesKey = "class_names";
    private const string ProgressKey = "progress";
    private const string ConformalKey = "conformal";
    private const string ResumableKey = "resumable";

    /// <summary>The metadata of a checkpoint.</summary>
    /// <param name="description">What it says.</param>
    /// <param name="isResumable">Whether the checkpoint holds everything that resuming needs.</param>
    public static IReadOnlyDictionary<string, string> Write(CheckpointDescription description, bool isResumable)
    {
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt", // what safetensors' own loaders expect of row-major tensors
            [VersionKey] = FormatVersion,
            [OptionsKey] = JsonSerializer.Serialize(description.Options, JsonFormat.Compact),
            [ClassNamesKey] = JsonSerializer.Serialize(description.ClassNames, JsonFormat.Compact),
            [ProgressKey] = JsonSerializer.Serialize(description.Progress, JsonFormat.Compact),
        };
        if (description.Conformal is { } conformal)
        {
            metadata[ConformalKey] = conformal.ToJson();
        }

        if (isResumable)
        {
            metadata[ResumableKey] = "true";
        }

        return metadata;
    }

    /// <summary>Whether a checkpoint holds everything that resuming needs.</summary>
    public static bool IsResumable(IReadOnlyDictionary<string, string> metadata) => metadata.ContainsKey(ResumableKey);

    /// <summary>Reads the metadata of a checkpoint.</summary>
    /// <param name="metadata">The strings.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="UserInputException">It is of another version or of another program, or damaged.</exception>
    public static CheckpointDescription Read(IReadOnlyDictionary<string, string> metadata, string path)
    {
        var description = new CheckpointDescription(
            ReadJson<TrainingOptions>(metadata, OptionsKey, path),
            ReadJson<List<string>>(metadata, ClassNamesKey, path),
            ReadJson<TrainingProgress>(metadata, ProgressKey, path))
        {
            Conformal = metadata.TryGetValue(ConformalKey, out var text) ? ConformalCalibration.TryParse(text) ?? throw Unreadable(ConformalKey, path) : null,
        };
        return description.ClassNames.Contains(null!) || description.Progress.Epochs.Contains(null!)
            ? throw Unreadable($"{ClassNamesKey} or {ProgressKey}", path)
            : description;
    }

    /// <summary>Checks that a checkpoint can be resumed by this version: scoring does not depend on how a network was trained, resuming does.</summary>
    /// <exception cref="UserInputException">It holds weights only, or has a setting that is not known here.</exception>
    public static void RequireRun(IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (!IsResumable(metadata))
        {
            throw new UserInputException(
                "this checkpoint holds weights only and cannot be resumed", $"resume from {Checkpoint.LastFile} of the run", path);
        }

        var known = JsonSerializer.SerializeToElement(new TrainingOptions(), JsonFormat.Compact);
        var unknown = ReadJson<Dictionary<string, JsonElement>>(metadata, OptionsKey, path)
            .FirstOrDefault(entry => !known.TryGetProperty(entry.Key, out _) && !IsOff(entry.Value)).Key;
        if (unknown is not null)
        {
            throw new UserInputException(
                $"the run was started with a setting that this version does not have, {unknown}",
                "resume with the version that started it, or start a new run",
                path);
        }
    }

    private static bool IsOff(JsonElement value) => value.ToString() is "0" or "False" or "";

    private static T ReadJson<T>(IReadOnlyDictionary<string, string> metadata, string key, string path)
    {
        if (!metadata.TryGetValue(VersionKey, out var version) || version != FormatVersion)
        {
            throw new UserInputException("this file is not a checkpoint of this version of emotionnet", "use a checkpoint that it wrote", path);
        }

        try
        {
            return JsonSerializer.Deserialize<T>(metadata[key], JsonFormat.Compact) ?? throw new JsonException("null");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException)
        {
            throw Unreadable(key, path, error);
        }
    }

    private static UserInputException Unreadable(string key, string path, Exception? error = null) =>
        new($"the checkpoint's {key} cannot be read", "use another checkpoint", path, inner: error);
}
