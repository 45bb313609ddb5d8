using System.Text.Json;
using EmotionNet.Configuration;
using EmotionNet.Models;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Checkpoints;

/// <summary>
/// Saves and restores a run as safetensors. The network's weights have their own names, so that any reader of the format can use them;
/// the averaged weights stand under <c>ema.</c>, the optimizer's state under <c>optimizer.</c>, everything else in the metadata.
/// </summary>
public static class Checkpoint
{
    /// <summary>The state to resume from, written after each epoch and on an interruption.</summary>
    public const string LastFile = "last.safetensors";

    /// <summary>The better weights of the best epoch.</summary>
    public const string BestFile = "best_model.safetensors";

    private const string AveragedPrefix = "ema.";
    private const string OptimizerPrefix = "optimizer.";
    private const string ResumableKey = "resumable";
    private const string FormatVersion = "2";

    /// <summary>Writes everything that resuming needs.</summary>
    internal static void SaveRun(string path, RunTensors run, TrainingProgress progress, TrainingOptions options, IReadOnlyList<string> classNames)
    {
        var tensors = run.Weights.NamedViews.ToDictionary(entry => entry.Name, entry => entry.View);
        foreach (var (name, view) in run.AveragedWeights?.NamedViews ?? [])
        {
            tensors[AveragedPrefix + name] = view;
        }

        foreach (var (name, value) in run.Optimizer.State())
        {
            tensors[OptimizerPrefix + name] = value;
        }

        var metadata = Metadata(options, classNames, progress);
        metadata[ResumableKey] = "true";
        SafetensorsFile.Write(path, tensors, metadata);
    }

    /// <summary>Writes one set of weights, to score and to share.</summary>
    internal static void SaveWeights(
        string path, FlatParameters weights, TrainingProgress progress, TrainingOptions options, IReadOnlyList<string> classNames) =>
        SafetensorsFile.Write(path, weights.NamedViews.ToDictionary(entry => entry.Name, entry => entry.View), Metadata(options, classNames, progress));

    /// <summary>Copies a saved run into <paramref name="run"/>.</summary>
    /// <returns>Where the run was.</returns>
    /// <exception cref="UserInputException">The file is damaged, of another model, or holds weights only.</exception>
    internal static TrainingProgress RestoreRun(string path, RunTensors run)
    {
        using var content = SafetensorsFile.Read(path);
        RequireRun(content.Metadata, path);
        CopyWeights(content.Tensors, "", run.Weights, path);
        if (run.AveragedWeights is { } averaged)
        {
            CopyWeights(content.Tensors, AveragedPrefix, averaged, path);
        }

        run.Optimizer.Restore(content.Tensors
            .Where(entry => entry.Key.StartsWith(OptimizerPrefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[OptimizerPrefix.Length..], entry => entry.Value));
        return ReadJson<TrainingProgress>(content.Metadata, "progress", path);
    }

    /// <summary>
    /// Writes the weights of a <see cref="BestFile"/> in half precision, to share: with the settings of its run but for the paths, and the scores of
    /// its epoch.
    /// </summary>
    /// <exception cref="UserInputException">The file is damaged or the state of a run, has numbers too large for half precision, or the target cannot be written.</exception>
    public static void Export(string path, string target)
    {
        using var content = SafetensorsFile.Read(path);
        var description = Describe(content.Metadata, path);
        if (content.Metadata.ContainsKey(ResumableKey))
        {
            throw new UserInputException("this checkpoint is the state of a run, not its best weights", $"export {BestFile} of the run", path);
        }

        using var scope = NewDisposeScope();
        var halves = content.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.to(float16));
        if (halves.FirstOrDefault(entry => !entry.Value.isfinite().all().item<bool>()) is { Key: { } name })
        {
            throw new UserInputException($"{name} has numbers that half precision cannot hold", "share the checkpoint itself", path);
        }

        var unplaced = new TrainingOptions();
        var options = description.Options with
        {
            DataDirectory = unplaced.DataDirectory,
            BalancedDirectory = unplaced.BalancedDirectory,
            FerPlusDirectory = unplaced.FerPlusDirectory,
            CheckpointDirectory = unplaced.CheckpointDirectory,
            Teacher = unplaced.Teacher,
        };
        var progress = new TrainingProgress
        {
            Epoch = description.Progress.Epoch,
            FaceCounts = description.Progress.FaceCounts,
            Epochs = [.. description.Progress.Epochs.TakeLast(1)]
        };
        SafetensorsFile.Write(target, halves, Metadata(options, description.ClassNames, progress));
    }

    /// <summary>Loads the weights of a checkpoint into a network of the same architecture.</summary>
    /// <exception cref="UserInputException">The file is damaged or of another model.</exception>
    internal static void RestoreWeights(string path, FlatParameters weights)
    {
        using var content = SafetensorsFile.Read(path);
        CopyWeights(content.Tensors, "", weights, path);
    }

    /// <summary>Builds the network of a checkpoint, to score and to predict.</summary>
    /// <param name="path">A file that a run wrote; of <see cref="LastFile"/> the trained weights, not the averaged ones.</param>
    /// <param name="device">Where to keep it.</param>
    /// <param name="precision">Of the activations.</param>
    /// <exception cref="UserInputException">The file is damaged or of another model.</exception>
    public static Module<Tensor, Tensor> LoadNetwork(string path, Device device, ComputePrecision precision)
    {
        using var content = SafetensorsFile.Read(path);
        var description = Describe(content.Metadata, path);
        var network = ModelRegistry.Create(
            description.Options.ModelType,
            new ModelConfiguration { ClassCount = description.ClassNames.Count, Precision = precision.DataType });
        try
        {
            network.to(device);
            using var weights = new FlatParameters(network);
            CopyWeights(content.Tensors, "", weights, path);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>What a checkpoint says of itself, without reading a tensor.</summary>
    /// <exception cref="UserInputException">The file is missing, damaged, or not one of ours.</exception>
    public static CheckpointDescription Describe(string path) => Describe(SafetensorsFile.ReadMetadata(path), path);

    /// <summary>As <see cref="Describe(string)"/>, of a checkpoint that can be resumed.</summary>
    /// <exception cref="UserInputException">The file is missing, damaged, not one of ours, holds weights only, or has a setting that is not known here.</exception>
    public static CheckpointDescription DescribeRun(string path)
    {
        var metadata = SafetensorsFile.ReadMetadata(path);
        var description = Describe(metadata, path);
        RequireRun(metadata, path);
        RequireKnownSettings(metadata, path);
        return description;
    }

    private static CheckpointDescription Describe(IReadOnlyDictionary<string, string> metadata, string path) => new(
        ReadJson<TrainingOptions>(metadata, "options", path),
        ReadJson<List<string>>(metadata, "class_names", path),
        ReadJson<TrainingProgress>(metadata, "progress", path));

    private static void RequireRun(IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (!metadata.ContainsKey(ResumableKey))
        {
            throw new UserInputException("this checkpoint holds weights only and cannot be resumed", $"resume from {LastFile} of the run", path);
        }
    }

    // To score a network it does not matter how it was trained; to go on training it does.
    private static void RequireKnownSettings(IReadOnlyDictionary<string, string> metadata, string path)
    {
        var known = JsonSerializer.SerializeToElement(new TrainingOptions(), JsonFormat.Compact);
        var unknown = ReadJson<Dictionary<string, JsonElement>>(metadata, "options", path).FirstOrDefault(
            entry => !known.TryGetProperty(entry.Key, out _) && !IsOff(entry.Value)).Key;
        if (unknown is not null)
        {
            throw new UserInputException(
                $"the run was started with a setting that this version does not have, {unknown}",
                "resume with the version that started it, or start a new run",
                path);
        }
    }

    private static bool IsOff(JsonElement value) => value.ToString() is "0" or "False" or "";

    private static Dictionary<string, string> Metadata(TrainingOptions options, IReadOnlyList<string> classNames, TrainingProgress progress) => new()
    {
        ["format"] = "pt", // what safetensors' own loaders expect of row-major tensors
        ["emotionnet_version"] = FormatVersion,
        ["options"] = JsonSerializer.Serialize(options, JsonFormat.Compact),
        ["class_names"] = JsonSerializer.Serialize(classNames, JsonFormat.Compact),
        ["progress"] = JsonSerializer.Serialize(progress, JsonFormat.Compact),
    };

    private static T ReadJson<T>(IReadOnlyDictionary<string, string> metadata, string key, string path)
    {
        try
        {
            return metadata.TryGetValue("emotionnet_version", out var version) && version == FormatVersion
                ? JsonSerializer.Deserialize<T>(metadata[key], JsonFormat.Compact)!
                : throw new UserInputException("this file is not a checkpoint of this version of emotionnet", "use a checkpoint that it wrote", path);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException)
        {
            throw new UserInputException($"the checkpoint's {key} cannot be read", "use another checkpoint", path, inner: error);
        }
    }

    private static void CopyWeights(IReadOnlyDictionary<string, Tensor> source, string prefix, FlatParameters weights, string path)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, view) in weights.NamedViews)
        {
            if (!source.TryGetValue(prefix + name, out var saved) || !saved.shape.SequenceEqual(view.shape))
            {
                throw new UserInputException(
                    $"the checkpoint is of another model: {prefix}{name} is missing or has another shape",
                    "use the `model-type`, the `mode` and the `ema-decay` that the checkpoint was trained with",
                    path);
            }

            view.copy_(saved);
        }
    }
}
