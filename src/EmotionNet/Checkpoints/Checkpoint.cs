using System.Runtime.InteropServices;
using EmotionNet.Configuration;
using EmotionNet.Inference;
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

    /// <summary>Writes everything that resuming needs.</summary>
    /// <exception cref="UserInputException">A tensor holds an infinite number or none, or the file cannot be written; an older file stays.</exception>
    internal static void SaveRun(string path, RunTensors run, TrainingProgress progress, TrainingOptions options, IReadOnlyList<string> classNames)
    {
        using var scope = NewDisposeScope(); // what the optimizer makes for saving
        var tensors = TensorsOf(run.Weights);
        foreach (var (name, view) in run.AveragedWeights?.NamedViews ?? [])
        {
            tensors[AveragedPrefix + name] = view;
        }

        foreach (var (name, value) in run.Optimizer.State())
        {
            tensors[OptimizerPrefix + name] = value;
        }

        FiniteTensors.Require(tensors, progress, path);
        SafetensorsFile.Write(path, tensors, CheckpointMetadata.Write(new(options, classNames, progress), isResumable: true));
    }

    /// <summary>Writes one set of weights, to score and to share.</summary>
    /// <exception cref="UserInputException">As for <see cref="SaveRun"/>.</exception>
    internal static void SaveWeights(
        string path, FlatParameters weights, TrainingProgress progress, TrainingOptions options, IReadOnlyList<string> classNames)
    {
        var tensors = TensorsOf(weights);
        FiniteTensors.Require(tensors, progress, path);
        SafetensorsFile.Write(path, tensors, CheckpointMetadata.Write(new(options, classNames, progress), isResumable: false));
    }

    /// <summary>Copies a saved run into <paramref name="run"/>.</summary>
    /// <returns>Where the run was.</returns>
    /// <exception cref="UserInputException">The file is damaged, of another model, or holds weights only.</exception>
    internal static TrainingProgress RestoreRun(string path, RunTensors run)
    {
        using var content = SafetensorsFile.Read(path);
        CheckpointMetadata.RequireRun(content.Metadata, path);
        WeightCopy.All(content.Tensors, "", run.Weights, path);
        if (run.AveragedWeights is { } averaged)
        {
            WeightCopy.All(content.Tensors, AveragedPrefix, averaged, path);
        }

        try
        {
            run.Optimizer.Restore(content.Tensors
                .Where(entry => entry.Key.StartsWith(OptimizerPrefix, StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key[OptimizerPrefix.Length..], entry => entry.Value));
        }
        catch (Exception error) when (error is KeyNotFoundException or ArgumentException or InvalidOperationException or ExternalException)
        {
            throw new UserInputException("the checkpoint's optimizer state is damaged or of another optimizer", "use another checkpoint", path, inner: error);
        }

        return CheckpointMetadata.Read(content.Metadata, path).Progress;
    }

    /// <summary>
    /// Writes the weights of a <see cref="BestFile"/> in half precision, to share: with the settings of its run but for the paths, and the scores of
    /// its epoch.
    /// </summary>
    /// <exception cref="UserInputException">The file is damaged or the state of a run, has numbers too large for half precision, or the target cannot be written.</exception>
    public static void Export(string path, string target) => Export(path, target, conformal: null);

    /// <summary>As <see cref="Export(string, string)"/>.</summary>
    /// <param name="path">The weights.</param>
    /// <param name="target">The file to write.</param>
    /// <param name="conformal">How often a set of classes holds the true one; null keeps what the weights have.</param>
    internal static void Export(string path, string target, ConformalCalibration? conformal)
    {
        ExportTarget.Require(path, target);
        var description = DescribeWeights(path);
        using var content = SafetensorsFile.Read(path);
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
            InitFrom = unplaced.InitFrom,
            FreezeEpochs = unplaced.FreezeEpochs,
            Stem = description.Options.InitFrom is null ? description.Options.Stem : StemKernels.Learned, // with a file to begin with they were
            Exclude = unplaced.Exclude,
            Mlflow = unplaced.Mlflow,
            MlflowExperiment = unplaced.MlflowExperiment,
        };
        var progress = new TrainingProgress
        {
            Epoch = description.Progress.Epoch,
            FaceCounts = description.Progress.FaceCounts,
            Epochs = [.. description.Progress.Epochs.TakeLast(1)]
        };
        SafetensorsFile.Write(target, halves, CheckpointMetadata.Write(
            new(options, description.ClassNames, progress) { Conformal = conformal ?? description.Conformal }, isResumable: false));
    }

    /// <summary>As <see cref="Describe(string)"/>, for a checkpoint of one set of weights, with the scores of its epoch, rather than the state of a run.</summary>
    /// <exception cref="UserInputException">The file is missing, damaged, not one of ours, or the state of a run.</exception>
    internal static CheckpointDescription DescribeWeights(string path)
    {
        var metadata = SafetensorsFile.ReadMetadata(path);
        var description = CheckpointMetadata.Read(metadata, path);
        return CheckpointMetadata.IsResumable(metadata)
            ? throw new UserInputException("this checkpoint is the state of a run, not its best weights", $"export {BestFile} of the run", path)
            : description;
    }

    /// <summary>Loads the weights of a checkpoint into a network of the same architecture.</summary>
    /// <exception cref="UserInputException">The file is damaged or of another model.</exception>
    internal static void RestoreWeights(string path, FlatParameters weights)
    {
        using var content = SafetensorsFile.Read(path);
        WeightCopy.All(content.Tensors, "", weights, path);
    }

    /// <summary>Builds the network of a checkpoint, to score and to predict.</summary>
    /// <param name="path">A file that a run wrote; of <see cref="LastFile"/> the trained weights, not the averaged ones.</param>
    /// <param name="device">Where to keep it.</param>
    /// <param name="precision">Of the activations.</param>
    /// <exception cref="UserInputException">The file is damaged or of another model.</exception>
    public static Module<Tensor, Tensor> LoadNetwork(string path, Device device, ComputePrecision precision)
    {
        using var content = SafetensorsFile.Read(path);
        var description = CheckpointMetadata.Read(content.Metadata, path);
        var network = ModelRegistry.Create(
            description.Options.ModelType,
            new ModelConfiguration { ClassCount = description.ClassNames.Count, Precision = precision.DataType });
        try
        {
            network.to(device);
            using var weights = new FlatParameters(network);
            WeightCopy.All(content.Tensors, "", weights, path);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Reads what the metadata of a checkpoint says, without reading a tensor or loading libtorch.</summary>
    /// <exception cref="UserInputException">The file is missing, damaged, or not one of ours.</exception>
    public static CheckpointDescription Describe(string path) => CheckpointMetadata.Read(SafetensorsFile.ReadMetadata(path), path);

    /// <summary>As <see cref="Describe(string)"/>, for a checkpoint that can be resumed.</summary>
    /// <exception cref="UserInputException">The file is missing, damaged, not one of ours, holds weights only, or has a setting that is not known here.</exception>
    public static CheckpointDescription DescribeRun(string path)
    {
        var metadata = SafetensorsFile.ReadMetadata(path);
        var description = CheckpointMetadata.Read(metadata, path);
        CheckpointMetadata.RequireRun(metadata, path);
        return description;
    }

    private static Dictionary<string, Tensor> TensorsOf(FlatParameters weights) =>
        weights.NamedViews.ToDictionary(entry => entry.Name, entry => entry.View);
}
