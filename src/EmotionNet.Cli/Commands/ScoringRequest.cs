using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.FerPlus;
using EmotionNet.Export;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Cli.Commands;

/// <summary>What networks are scored on, and how.</summary>
/// <param name="Options">Device, precision, test-time augmentation, FER+ mode and the path of the data.</param>
/// <param name="Given">The names of the options that the command line sets.</param>
/// <param name="IsFerPlus">Whether the data is FER+; null for the data set that the network was trained on.</param>
/// <param name="Split">The split to score.</param>
/// <param name="Json">Whether to print JSON.</param>
internal sealed record ScoringRequest(TrainingOptions Options, IReadOnlySet<string> Given, bool? IsFerPlus, DataSplit Split, bool Json)
{
    /// <summary>Loads libtorch, with the threads of the command line.</summary>
    public void StartTorch()
    {
        TorchRuntime.Initialize();
        if (Options.Threads > 0)
        {
            TorchSharp.torch.set_num_threads(Options.Threads);
        }
    }

    /// <summary>Loads the data, and says on stderr what of it may not be as meant.</summary>
    /// <param name="run">The checkpoint of the network; null for a model that does not say how it was trained.</param>
    /// <param name="classes">The classes of such a model; null for a checkpoint.</param>
    public EmotionDataset LoadData(CheckpointDescription? run, IReadOnlyList<string>? classes = null)
    {
        var data = IsFerPlus ?? IsOfFerPlus(run, classes)
            ? FerPlusDataset.LoadToScore(Options.FerPlusDirectory, Options.FerPlusMode, Split)
            : ScoringData.Load(Options.DataDirectory, run, Split, classes);
        Warnings.Show(DatasetAssembly.WarningsToScore(data));
        return data;
    }

    // A network of other data may have the same emotions in another order.
    private static bool IsOfFerPlus(CheckpointDescription? run, IReadOnlyList<string>? classes) =>
        run?.Options.Mode == TrainingMode.FerPlus || (classes is not null && ClassMapping.Covers(classes, EmotionClasses.FerPlus));
}
