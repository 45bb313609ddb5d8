using System.Globalization;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.FerPlus;
using EmotionNet.Evaluation;
using static TorchSharp.torch;

namespace EmotionNet.Audits;

/// <summary>Audits a data set: faces that are there several times, labels that contradict each other or are likely wrong, what the votes leave room for.</summary>
internal static class DataAudit
{
    /// <summary>Audits.</summary>
    /// <param name="faces">The faces of all splits.</param>
    /// <param name="data">The data set that they are of.</param>
    /// <param name="options">Where the votes are; device, precision, threads, seed.</param>
    /// <param name="modelFile">Weights of a network to find copies by, and likely wrong labels where there are no folds; null for none.</param>
    /// <param name="folds">How many networks are trained to predict the faces; 0 trains none.</param>
    /// <param name="progress">What is being done, and how far.</param>
    /// <param name="stop">Asks to leave.</param>
    /// <returns>What was found; null when it was stopped.</returns>
    /// <exception cref="UserInputException">The network does not fit the data, or the data is too small for the folds.</exception>
    public static AuditResult? Run(
        AuditFaces faces, EmotionDataset data, TrainingOptions options, string? modelFile, int folds, Action<string> progress, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        using var network = modelFile is null ? null : new NetworkView(modelFile, faces.All, options.Device, options.Precision);
        if (network is not null)
        {
            progress("features of the network");
        }

        IReadOnlyList<FoundDuplicate> duplicates;
        try
        {
            duplicates = DuplicateSearch.Find(faces.All, network?.Features(faces.All), (done, all) =>
            {
                stop.ThrowIfCancellationRequested();
                progress($"duplicates, {100 * done / all} %");
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }

        var groups = DuplicateSearch.Groups(faces.All.Count, duplicates);
        float[]? probabilities = null;
        IReadOnlyList<string> predictor = [];
        if (folds > 0)
        {
            progress($"fold 1 of {folds}");
            probabilities = OutOfFold.Predict(
                faces.All, groups, folds, options, done => progress(done < folds ? $"fold {done + 1} of {folds}" : "labels"), stop);
            if (probabilities is null)
            {
                return null;
            }

            predictor =
            [
                $"Each face was predicted by a small network that was trained on the faces of the other {folds - 1} of {folds} folds of all splits; "
                    + "faces that are one image were in one fold.",
                Accuracy(probabilities, faces),
            ];
        }
        else if (network is not null)
        {
            probabilities = network.Probabilities(faces.All);
            predictor = [.. Describe(network.Description, modelFile!, data), Accuracy(probabilities, faces)];
        }

        return new AuditResult(
            faces,
            duplicates,
            [.. groups.Where(group => group.Count > 1)],
            probabilities is null ? null : ConfidentLearning.Find(probabilities, faces.Labels, faces.All.ClassNames.Count))
        {
            Predictor = predictor,
            Ceilings = options.Mode == TrainingMode.FerPlus ? Ceilings(options) : new Dictionary<DataSplit, VoteCeiling>(),
        };
    }

    private static Dictionary<DataSplit, VoteCeiling> Ceilings(TrainingOptions options) =>
        FerPlusDataset.ReadVotes(options.FerPlusDirectory).GroupBy(row => row.Split)
            .Select(split => (split.Key, Ceiling: VoteCeiling.Of(split.Where(row => row.ImageName.Length > 0), options.Seed)))
            .Where(split => split.Ceiling is not null)
            .OrderBy(split => split.Key)
            .ToDictionary(split => split.Key, split => split.Ceiling!);

    private static string Accuracy(float[] probabilities, AuditFaces faces)
    {
        var classes = faces.All.ClassNames.Count;
        var right = faces.Labels.Where((label, face) => probabilities[(face * classes) + label] >= probabilities.Skip(face * classes).Take(classes).Max());
        return string.Create(CultureInfo.InvariantCulture, $"The predictions agree with {100.0 * right.Count() / faces.Labels.Count:0.0} % of the labels.");
    }

    private static IEnumerable<string> Describe(CheckpointDescription network, string file, EmotionDataset data)
    {
        yield return $"The faces were predicted by {file}.";
        var beginning = network.Progress.Beginning;
        if (beginning is null || data.Training is null)
        {
            yield return "The file does not say on what faces it was trained: of faces that it saw in training, the wrong labels that it memorized are missed.";
        }
        else if (beginning.TrainingDigest == data.Training.Digest())
        {
            yield return "It was trained on these training faces: their wrong labels that it memorized are missed, and the share of wrong labels is too low. "
                + "Networks that are trained for the audit, each without a part of the faces, find more.";
        }
        else
        {
            yield return "It was trained on other faces than these training faces as a whole, and may have seen a part of them: "
                + "of those, the wrong labels that it memorized are missed.";
        }

        if (beginning is not null && beginning.ValidationDigest == data.Validation?.Digest())
        {
            yield return "Its epoch was chosen on these validation faces, and it was not trained on them.";
        }
    }
}
