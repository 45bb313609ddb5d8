using System.Globalization;
using System.Security.Cryptography;
using EmotionNet.Data.Duplicates;

namespace EmotionNet.Data;

/// <summary>
/// A part of the training faces that is validated on where a set has no validation split: as many of each class as its share, chosen by a seed,
/// near-duplicates on one side. The same faces in the same order give the same part.
/// </summary>
/// <param name="Fraction">The share asked for.</param>
/// <param name="Seed">What chose the faces.</param>
/// <param name="Count">The faces held out.</param>
/// <param name="Digest">The SHA-256 of the pixels and labels held out, in hexadecimal: whether two parts are the same.</param>
/// <param name="SourceDigest">The digest of all training faces before the division: whether two parts are of the same faces.</param>
internal sealed record HeldOutSplit(double Fraction, int Seed, int Count, string Digest, string SourceDigest)
{
    /// <summary>Divides the training faces of a set that has no validation faces.</summary>
    /// <param name="source">The set; it is used up.</param>
    /// <param name="fraction">The share of each class to hold out, above 0 and below 1; at least one face of a class with two or more.</param>
    /// <param name="seed">Chooses the faces.</param>
    /// <param name="path">Where the data comes from, for a message.</param>
    /// <param name="runDigest">The <see cref="Digest"/> of a run whose faces these must be, or null.</param>
    /// <exception cref="UserInputException">No face can be held out, or others than those of the run.</exception>
    public static EmotionDataset Apply(EmotionDataset source, double fraction, int seed, string path, string? runDigest = null)
    {
        using var all = source.Training!;
        var chosen = Choose(all, fraction, seed);
        if (chosen.Count == 0)
        {
            source.Test?.Dispose();
            throw new UserInputException(
                $"{source.Layout} has no validation faces, and none of its {all.Count} training faces can be held out: no class has two different ones",
                "use data with more faces, or with a validation split",
                path);
        }

        var validation = all.Subset(chosen);
        var split = new HeldOutSplit(fraction, seed, validation.Count, DigestOf(validation), all.Digest());
        if (runDigest is not null && runDigest != split.Digest)
        {
            validation.Dispose();
            source.Test?.Dispose();
            throw new UserInputException(
                $"the faces of {source.Layout} are not those that the network's run held faces out of: it was trained on some that would be scored",
                "use the data of the run, or data with a validation split",
                path);
        }

        return new EmotionDataset
        {
            Layout = string.Create(
                CultureInfo.InvariantCulture, $"{source.Layout}, {100 * fraction:0.##} % of the training faces held out for validation with seed {seed}"),
            LabelMode = source.LabelMode,
            Training = all.Subset([.. Enumerable.Range(0, all.Count).Select(face => (long)face).Except(chosen)]),
            Validation = validation,
            Test = source.Test,
            Warnings =
            [
                .. source.Warnings.Where(warning => warning != DatasetAssembly.NoValidation(source.LabelMode)),
                .. DatasetAssembly.EmptyClasses(DataSplit.Validation, validation),
            ],
            LabelRuleCounts = source.LabelRuleCounts,
            HeldOut = split,
            Excluded = source.Excluded,
        };
    }

    /// <summary>What was done, for the log; the flag that sets it in backticks.</summary>
    /// <param name="trainingCount">The training faces that are left.</param>
    public string Describe(int trainingCount) => string.Create(
        CultureInfo.InvariantCulture,
        $"The data has no validation split: {Count:N0} of its {Count + trainingCount:N0} training faces are held out for it, the same share "
            + $"of each class, near-duplicates together, by `seed` {Seed}; `validation-fraction` sets the share.");

    // Whole groups, in random order, as long as no class gets more than its share: groups of one face, nearly all, fill what larger ones leave.
    private static List<long> Choose(FaceSet faces, double fraction, int seed)
    {
        var labels = faces.LabelArray();
        var quotas = faces.CountByClass().Select(count => count < 2 ? 0 : Math.Clamp((int)Math.Round(count * fraction), 1, count - 1)).ToArray();
        var groups = DuplicateGroups.Of(faces).ToArray();
        new Random(seed).Shuffle(groups);
        var chosen = new List<long>();
        foreach (var group in groups)
        {
            var byClass = group.GroupBy(face => labels[face]).Select(part => (Label: part.Key, Count: part.Count())).ToList();
            if (byClass.TrueForAll(part => part.Count <= quotas[part.Label]))
            {
                byClass.ForEach(part => quotas[part.Label] -= part.Count);
                chosen.AddRange(group.Select(face => (long)face));
            }
        }

        chosen.Sort();
        return chosen;
    }

    private static string DigestOf(FaceSet faces)
    {
        using var images = faces.Images.cpu();
        return Convert.ToHexString(SHA256.HashData([.. images.data<byte>().ToArray(), .. faces.LabelArray().Select(label => (byte)label)]));
    }
}
