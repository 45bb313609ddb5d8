using EmotionNet.Data;
using static EmotionNet.Configuration.NumberRange;
using static EmotionNet.Configuration.OptionEntryFactory;

namespace EmotionNet.Configuration;

/// <summary>The options that say where the faces and their classes come from.</summary>
internal static class DataEntries
{
    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<OptionEntry> All { get; } =
    [
        Of(
            "data-dir", OptionGroup.Data, "FER2013: a directory or file in any of its layouts; RAF-DB; or image directories of other classes, with `classes`",
            ValueFormats.FileOrDirectory, o => o.DataDirectory, (o, v) => o with { DataDirectory = v }),
        Choice(
            "classes", OptionGroup.Data,
            "what class directories are named for: FER2013's seven emotions; the network's own classes, in alphabetical or numeric order; "
                + "AffectNet's numbers 0 to 7; RAF-DB's numbers 1 to 7",
            [
                new("fer2013", ClassSource.Fer2013),
                new("from-folders", ClassSource.FromFolders),
                new("affectnet", ClassSource.AffectNet),
                new("raf-db", ClassSource.RafDb),
            ],
            o => o.Classes, (o, v) => o with { Classes = v }),
        Number(
            "validation-fraction", OptionGroup.Data,
            "share of the training faces that is held out for validation where FER2013 has no validation split: of each class, chosen by `seed`, "
                + "near-duplicates on one side; 0 refuses such data",
            BelowOne, o => o.ValidationFraction, (o, v) => o with { ValidationFraction = v }),
        Of(
            "exclude", OptionGroup.Data,
            "leave out the training faces that this CSV file names, such as the one that data audit writes; resuming needs the same list, from any directory",
            ValueFormats.OptionalFile, o => o.Exclude ?? ValueFormats.None, (o, v) => o with { Exclude = v == ValueFormats.None ? null : v }),
        Switch(
            "use-balanced", OptionGroup.Data, "train on a balanced image set; validate and test on the original",
            o => o.UseBalanced, (o, v) => o with { UseBalanced = v }),
        Of(
            "balanced-dir", OptionGroup.Data, "the balanced image set: images and a CSV file with the columns image_path,emotion,usage",
            ValueFormats.Directory, o => o.BalancedDirectory, (o, v) => o with { BalancedDirectory = v }),
        Of(
            "ferplus-dir", OptionGroup.Data, "FER+: Microsoft's directories with PNG images, or fer2013new.csv next to fer2013.csv",
            ValueFormats.Directory, o => o.FerPlusDirectory, (o, v) => o with { FerPlusDirectory = v }),
        Choice(
            "ferplus-mode", OptionGroup.Data,
            "how FER+ votes become targets: the emotion with more than half of the votes; their distribution; every emotion with enough votes",
            [new("majority", LabelMode.Majority), new("probability", LabelMode.Probability), new("multi_target", LabelMode.MultiTarget)],
            o => o.FerPlusMode, (o, v) => o with { FerPlusMode = v }),
        Switch(
            "weighted-sampler", OptionGroup.Data, "sample each face with a probability inverse to the size of its class",
            o => o.WeightedSampler, (o, v) => o with { WeightedSampler = v }),
    ];
}
