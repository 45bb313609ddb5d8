using System.Globalization;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.FerPlus;
using EmotionNet.Data.ImageFolders;
using EmotionNet.Data.Synthetic;

namespace EmotionNet.Training;

/// <summary>From settings to the faces to train on: the one place that knows which reader a mode means.</summary>
/// <param name="Faces">The data set.</param>
/// <param name="Notes">What was decided on the way, for the log.</param>
internal sealed record TrainingData(EmotionDataset Faces, IReadOnlyList<string> Notes)
{
    /// <summary>Training faces of quick mode on a real set.</summary>
    public const int QuickFaces = 4_000;

    /// <summary>Loads what a mode trains on.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="mayUseSample">Whether quick mode may use the bundled sample where the default data directory has no data.</param>
    /// <param name="required">The splits that must be there.</param>
    public static TrainingData Load(TrainingOptions options, bool mayUseSample, params DataSplit[] required)
    {
        if (UsesSample(options, mayUseSample))
        {
            var sample = WithoutExcluded(SyntheticFaces.Create(LabelMode.SingleLabel, options.Seed), options);
            return new(
                sample,
                [
                    $"No data set in {options.DataDirectory}: quick mode trains on the bundled sample of drawn faces, "
                        + $"whose figures say nothing about real ones.",
                    .. DescribeExcluded(sample, options),
                ]);
        }

        var source = options.Mode == TrainingMode.FerPlus
            ? FerPlusDataset.Load(options.FerPlusDirectory, options.FerPlusMode, required)
            : Fer2013Dataset.Load(options.DataDirectory, options.Classes, [.. required.Where(split => !IsMadeUpFor(split, options))]);
        source = WithoutExcluded(source, options);
        var notes = DescribeExcluded(source, options).ToList();
        if (options is { Classes: not ClassSource.Fer2013, Mode: not TrainingMode.FerPlus })
        {
            notes.Add($"{source.ClassNames.Count} classes, in the order of the network's outputs: {string.Join(", ", source.ClassNames)}.");
        }

        if (source is { Validation: null, Training: not null } && required.Contains(DataSplit.Validation) && IsMadeUpFor(DataSplit.Validation, options))
        {
            source = HeldOutSplit.Apply(source, options.ValidationFraction, options.Seed, options.DataDirectory);
            notes.Add(source.HeldOut!.Describe(source.Training!.Count));
        }
        else if (source.Validation is not null && options.ValidationFraction != new TrainingOptions().ValidationFraction)
        {
            notes.Add("`validation-fraction` has no effect: the data has a validation split.");
        }

        if (options.UseBalanced)
        {
            source = source.WithTraining(BalancedDataset.LoadTraining(options.BalancedDirectory), source.Excluded);
            notes.Add($"The training faces are those of {options.BalancedDirectory}.");
        }

        if (options.Mode == TrainingMode.Quick && source.Training is { } all && all.Count > QuickFaces)
        {
            var part = ClassBalancedSubset.Choose(all, QuickFaces, options.Seed);
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Quick mode trains on {part.Count:N0} of the {all.Count:N0} training faces, chosen by `seed` {options.Seed}, with classes as even as possible."));
            source = source.WithTraining(part, source.Excluded);
        }

        return new(source, notes);
    }

    /// <summary>As above; a data directory that somebody named is never replaced by the sample.</summary>
    public static TrainingData Load(ResolvedOptions resolved, params DataSplit[] required) =>
        Load(resolved.Options, !resolved.Given.Contains("data-dir"), required);

    /// <summary>Requires that there is data where the settings say, by the names of the files there; none is read.</summary>
    /// <param name="resolved">The settings.</param>
    /// <exception cref="UserInputException">There is none, or it is not recognised.</exception>
    public static void RequireFound(ResolvedOptions resolved)
    {
        var options = resolved.Options;
        if (UsesSample(resolved))
        {
            return;
        }

        if (options.Mode == TrainingMode.FerPlus)
        {
            FerPlusLayout.Find(options.FerPlusDirectory, pixelsNeeded: true);
        }
        else
        {
            Fer2013Layout.Find(options.DataDirectory, new ClassReading(options.Classes), []);
        }

        if (options.Exclude is { } list && !File.Exists(list))
        {
            throw new UserInputException("there is no such list", "give `exclude` a list that data audit wrote, or leave it out", list);
        }
    }

    /// <summary>Whether quick mode finds no data set where nobody said that there is one.</summary>
    public static bool UsesSample(ResolvedOptions resolved) => UsesSample(resolved.Options, !resolved.Given.Contains("data-dir"));

    private static bool UsesSample(TrainingOptions options, bool mayUseSample) =>
        options is { Mode: TrainingMode.Quick, UseBalanced: false, Classes: ClassSource.Fer2013 }
        && mayUseSample
        && options.DataDirectory == new TrainingOptions().DataDirectory
        && !DefaultDirectories.HoldsData(options.DataDirectory);

    // Before faces are held out or chosen, so that an index is that of a face as it is read.
    private static EmotionDataset WithoutExcluded(EmotionDataset source, TrainingOptions options) =>
        options.Exclude is { } list ? ExclusionList.Apply(source, list) : source;

    private static IEnumerable<string> DescribeExcluded(EmotionDataset data, TrainingOptions options) => data.Excluded?.Describe(options.Exclude!) ?? [];

    // A balanced set brings training faces; of those that it was made from, none may be held out.
    private static bool IsMadeUpFor(DataSplit split, TrainingOptions options) => split switch
    {
        DataSplit.Training => options.UseBalanced,
        DataSplit.Validation => options is { UseBalanced: false, ValidationFraction: > 0 } && options.Mode != TrainingMode.FerPlus,
        _ => false,
    };
}
