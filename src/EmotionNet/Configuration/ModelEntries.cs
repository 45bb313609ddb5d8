using EmotionNet.Models;
using static EmotionNet.Configuration.OptionEntryFactory;

namespace EmotionNet.Configuration;

/// <summary>The options that say which network it is and what it begins with.</summary>
internal static class ModelEntries
{
    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<OptionEntry> All { get; } =
    [
        Of(
            "model-type", OptionGroup.Model,
            "the network: attention_emotion_net; attention_emotion_net_large, with 2.2 times the multiply-adds, for runs of hours; "
                + "attention_emotion_net_small",
            ValueFormats.Choice([.. ModelRegistry.Names.Select(name => new OptionChoice<string>(name, name))], "NAME"),
            o => o.ModelType, (o, v) => o with { ModelType = v }),
        Choice(
            "stem", OptionGroup.Model,
            "the kernels of the first convolution: random and learned; or fixed, the principal components of patches of the training faces, scaled to whiten them. "
                + "With `init-from` those of its file, which are learned",
            [new("learned", StemKernels.Learned), new("whitened", StemKernels.Whitened)],
            o => o.Stem, (o, v) => o with { Stem = v }),
        Of(
            "init-from", OptionGroup.Model,
            "fine-tuning: begin with the weights of this file, or of the best epoch of the run in this directory; the classifier keeps the classes that the file "
                + "has and begins anew with the others; the network is the file's, unless `model-type` is given",
            ValueFormats.OptionalFile, o => o.InitFrom ?? ValueFormats.None, (o, v) => o with { InitFrom = v == ValueFormats.None ? null : v }),
    ];
}
