using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Files;
using EmotionNet.Models;
using EmotionNet.Optimization;

namespace EmotionNet.Checkpoints;

/// <summary>The weights of another run that a network begins with (fine-tuning).</summary>
internal sealed class InitialWeights
{
    private readonly string _path;
    private readonly CheckpointDescription _source;

    private InitialWeights(string path, CheckpointDescription source) => (_path, _source) = (path, source);

    /// <summary>The file that the options name: of a run's directory its best weights; null without any.</summary>
    public static string? FileOf(TrainingOptions options) => options.InitFrom is { } given ? RunWeights.Find(given) : null;

    /// <summary>The model type of the file that the options name; null where there is none to read.</summary>
    /// <exception cref="UserInputException">The file is damaged or not one of ours.</exception>
    public static string? ModelTypeOf(TrainingOptions options) =>
        FileOf(options) is { } path && File.Exists(path) ? Checkpoint.Describe(path).Options.ModelType : null;

    /// <summary>The SHA-256 of the file that the options name, in hexadecimal; empty without one.</summary>
    public static string DigestOf(TrainingOptions options) => FileOf(options) is { } path ? InputFiles.Sha256(path) : "";

    /// <summary>The weights that the options name, whose file fits the network; null without any.</summary>
    /// <param name="options">The settings.</param>
    /// <exception cref="UserInputException">The file is missing, damaged or of another model type.</exception>
    public static InitialWeights? Find(TrainingOptions options)
    {
        if (FileOf(options) is not { } path)
        {
            return null;
        }

        if (!File.Exists(path))
        {
            throw new UserInputException(
                Directory.Exists(options.InitFrom) ? "this directory holds no best weights of a run" : "there is no such file",
                "give `init-from` the weights file, or the directory, of a run",
                path);
        }

        var source = Checkpoint.Describe(path);
        return source.Options.ModelType == options.ModelType ? new InitialWeights(path, source) : throw new UserInputException(
            $"the initial weights are of `model-type` {source.Options.ModelType}, and the run has {options.ModelType}",
            $"give `model-type` {source.Options.ModelType}, or `init-from` a file of {options.ModelType}",
            path);
    }

    /// <summary>What the run takes of the file.</summary>
    /// <param name="classNames">The classes of the data.</param>
    public Initialization Describe(IReadOnlyList<string> classNames)
    {
        var kept = classNames.ToLookup(name => EmotionNames.FindAmong(name, _source.ClassNames) is not null);
        return new(Path.GetFileName(_path), InputFiles.Sha256(_path), [.. kept[true]], [.. kept[false]]);
    }

    /// <summary>Copies the weights into a network. Rows of its classifier whose classes the file does not have stay as they are.</summary>
    /// <param name="weights">Of a network of the same model type.</param>
    /// <param name="classNames">The classes of the network.</param>
    /// <exception cref="UserInputException">The file is damaged.</exception>
    public void CopyInto(FlatParameters weights, IReadOnlyList<string> classNames)
    {
        var rows = classNames.Select(name => EmotionNames.FindAmong(name, _source.ClassNames)).ToList();
        using var content = SafetensorsFile.Read(_path);
        WeightCopy.ByClass(content.Tensors, weights, AttentionEmotionNet.IsOfClassifier, rows, _path);
    }
}
