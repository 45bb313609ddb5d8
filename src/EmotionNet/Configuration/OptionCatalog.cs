using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Models;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using static EmotionNet.Configuration.OptionEntryFactory;

namespace EmotionNet.Configuration;

/// <summary>Every setting, in the order of the help text. A new setting is a property of <see cref="TrainingOptions"/> and an entry here.</summary>
public static class OptionCatalog
{
    /// <summary>The presets.</summary>
    public static IReadOnlyList<OptionChoice<TrainingMode>> Modes { get; }
        = [new("default", TrainingMode.Default), new("quick", TrainingMode.Quick), new("ferplus", TrainingMode.FerPlus)];

    /// <summary>The entry of the preset, which decides what the others start from.</summary>
    public static OptionEntry Mode { get; } = Choice(
        "mode", OptionGroup.Preset, "preset: FER2013 in full; a smoke run of at most two minutes on 2 cores; FER+",
        Modes,
        o => o.Mode, (o, v) => o with { Mode = v });

    /// <summary>The entry of the optimizer, which decides what rates and weight decay start from.</summary>
    public static OptionEntry Optimizer { get; } = Choice(
        "optimizer", OptionGroup.Training, "AdamW, Muon beside AdamW, SGD with Nesterov momentum, or sharpness-aware "
            + "minimization over SGD; one that is not the preset's has its own --lr, --max-lr and --weight-decay",
        [new("adamw", OptimizerKind.AdamW), new("muon", OptimizerKind.Muon), new("sgd", OptimizerKind.Sgd), new("sam", OptimizerKind.Sam)],
        o => o.Optimizer, (o, v) => o with { Optimizer = v });

    /// <summary>All settings.</summary>
    public static IReadOnlyList<OptionEntry> Entries { get; } =
    [
        Mode,

        Text(
            "data-dir",
            OptionGroup.Data,
            "PATH",
            "FER2013: a folder or file in any of its layouts",
            "a folder or file",
            o => o.DataDirectory,
            (o, v) => o with { DataDirectory = v }),
        Switch(
            "use-balanced",
            OptionGroup.Data,
            "train on the balanced image set, validate and test on the original",
            o => o.UseBalanced,
            (o, v) => o with { UseBalanced = v }),
        Text(
            "balanced-dir",
            OptionGroup.Data,
            "DIR",
            "the balanced image set: images and a CSV of image_path,emotion,usage",
            "a folder",
            o => o.BalancedDirectory,
            (o, v) => o with { BalancedDirectory = v }),
        Text(
            "ferplus-dir",
            OptionGroup.Data,
            "DIR",
            "FER+: Microsoft's folders with PNG images, or fer2013new.csv beside fer2013.csv",
            "a folder",
            o => o.FerPlusDirectory,
            (o, v) => o with { FerPlusDirectory = v }),
        Choice(
            "ferplus-mode", OptionGroup.Data, "how FER+ votes become targets",
            [new("majority", LabelMode.Majority), new("probability", LabelMode.Probability), new("multi_target", LabelMode.MultiTarget)],
            o => o.FerPlusMode, (o, v) => o with { FerPlusMode = v }),
        Switch(
            "weighted-sampler",
            OptionGroup.Data,
            "draw faces with a probability inverse to the size of their class",
            o => o.WeightedSampler,
            (o, v) => o with { WeightedSampler = v }),

        Choice(
            "model-type",
            OptionGroup.Model,
            "the network",
            [.. ModelRegistry.Names.Select(name => new OptionChoice<string>(name, name))],
            o => o.ModelType,
            (o, v) => o with { ModelType = v }),

        Integer("epochs", OptionGroup.Training, "passes over the training faces", 1, o => o.Epochs, (o, v) => o with { Epochs = v }),
        Number(
            "budget",
            OptionGroup.Training,
            "minutes that the run may take; its length is fitted to them; 0 leaves it to --epochs",
            ZeroOrMore,
            o => o.BudgetMinutes,
            (o, v) => o with { BudgetMinutes = v }),
        Integer("max-steps", OptionGroup.Training, "stop after so many updates, and validate; 0 is off", 0, o => o.MaxSteps, (o, v) => o with { MaxSteps = v }),
        Integer("batch-size", OptionGroup.Training, "faces in a step", 2, o => o.BatchSize, (o, v) => o with { BatchSize = v }),
        Switch("small-batch", OptionGroup.Training, "a batch of 16; wins over --batch-size", o => o.SmallBatch, (o, v) => o with { SmallBatch = v }),
        Integer(
            "batch-norm-group",
            OptionGroup.Training,
            "images whose statistics batch normalization takes together (ghost batch norm); part of the result, kept on resume; 0 takes half of the batch, 32 to 64, on a CPU and the whole batch on a GPU",
            0,
            o => o.BatchNormGroup,
            (o, v) => o with { BatchNormGroup = v }),
        Integer(
            "gradient-accumulation-steps",
            OptionGroup.Training,
            "steps whose gradients make one update",
            1,
            o => o.GradientAccumulationSteps,
            (o, v) => o with { GradientAccumulationSteps = v }),
        Number("lr", OptionGroup.Training, "OneCycle's initial learning rate", AboveZero, o => o.LearningRate, (o, v) => o with { LearningRate = v }),
        Number("max-lr", OptionGroup.Training, "OneCycle's maximum learning rate", AboveZero, o => o.MaxLearningRate, (o, v) => o with { MaxLearningRate = v }),
        Number(
            "warm-up",
            OptionGroup.Training,
            "fraction of the run before the maximum rate",
            BetweenZeroAndOne,
            o => o.WarmUpFraction,
            (o, v) => o with { WarmUpFraction = v }),
        Optimizer,
        Number("grad-clip", OptionGroup.Training, "largest gradient norm; 0 is off", ZeroOrMore, o => o.GradientClip, (o, v) => o with { GradientClip = v }),
        Number(
            "ema-decay",
            OptionGroup.Training,
            "decay of the moving average of the weights, for each update; 0 is off",
            BelowOne,
            o => o.EmaDecay,
            (o, v) => o with { EmaDecay = v }),
        Switch("focal-loss", OptionGroup.Training, "focal loss, for every label mode", o => o.FocalLoss, (o, v) => o with { FocalLoss = v }),
        Number("focal-gamma", OptionGroup.Training, "focal loss's exponent", ZeroOrMore, o => o.FocalGamma, (o, v) => o with { FocalGamma = v }),
        Integer(
            "early-stopping",
            OptionGroup.Training,
            "stop after so many epochs without a better validation accuracy; 0 is off",
            0,
            o => o.EarlyStopping,
            (o, v) => o with { EarlyStopping = v }),
        Integer("seed", OptionGroup.Training, "seeds everything", 0, o => o.Seed, (o, v) => o with { Seed = v }),

        Integer(
            "crop",
            OptionGroup.Augmentation,
            "side of the square cut out of each face, in pixels, an even number; 48 is the whole face",
            16,
            o => o.CropSize,
            (o, v) => o with { CropSize = v },
            FaceSet.ImageSize),
        Number(
            "rotation",
            OptionGroup.Augmentation,
            "largest rotation, in degrees",
            UpTo(180),
            o => o.RotationDegrees,
            (o, v) => o with { RotationDegrees = v }),
        Number(
            "translation",
            OptionGroup.Augmentation,
            "largest shift, as a fraction of the whole face's side",
            UpTo(0.5),
            o => o.TranslationFraction,
            (o, v) => o with { TranslationFraction = v }),
        Number(
            "scale",
            OptionGroup.Augmentation,
            "largest relative change of scale: 0.1 is 0.9 to 1.1",
            UpTo(0.5),
            o => o.ScaleFraction,
            (o, v) => o with { ScaleFraction = v }),
        Number(
            "brightness",
            OptionGroup.Augmentation,
            "largest relative change of brightness and contrast; the network evens out all but what it clips to black or white",
            UpTo(0.9),
            o => o.BrightnessContrastFraction,
            (o, v) => o with { BrightnessContrastFraction = v }),
        Number(
            "random-erasing",
            OptionGroup.Augmentation,
            "probability that a rectangle is erased",
            UpTo(1),
            o => o.RandomErasing,
            (o, v) => o with { RandomErasing = v }),
        Number("mixup-alpha", OptionGroup.Augmentation, "mixup's Beta parameter; 0 is off", ZeroOrMore, o => o.MixupAlpha, (o, v) => o with { MixupAlpha = v }),
        Number(
            "cutmix-alpha",
            OptionGroup.Augmentation,
            "CutMix's Beta parameter; 0 is off",
            ZeroOrMore,
            o => o.CutmixAlpha,
            (o, v) => o with { CutmixAlpha = v }),

        Number("dropout-rate", OptionGroup.Regularization, "dropout before the classifier", BelowOne, o => o.DropoutRate, (o, v) => o with { DropoutRate = v }),
        Switch(
            "stochastic-depth",
            OptionGroup.Regularization,
            "drop residual branches, linearly more with depth",
            o => o.StochasticDepth,
            (o, v) => o with { StochasticDepth = v }),
        Number(
            "weight-decay",
            OptionGroup.Regularization,
            "for weights of two dimensions and more",
            ZeroOrMore,
            o => o.WeightDecay,
            (o, v) => o with { WeightDecay = v }),
        Number(
            "label-smoothing",
            OptionGroup.Regularization,
            "part of the target that is spread over all classes",
            BelowOne,
            o => o.LabelSmoothing,
            (o, v) => o with { LabelSmoothing = v }),
        FileList(
            "teacher",
            OptionGroup.Regularization,
            "networks trained before, whose averaged predictions of each picture that is trained on, augmented and mixed, are learned beside its label",
            o => o.Teacher,
            (o, v) => o with { Teacher = v }),
        Number(
            "teacher-share",
            OptionGroup.Regularization,
            "the teacher's share of the loss",
            UpTo(1),
            o => o.TeacherShare,
            (o, v) => o with { TeacherShare = v }),

        Device("device", OptionGroup.Hardware, "auto takes the first GPU where there is one", o => o.Device, (o, v) => o with { Device = v }),
        Choice(
            "precision", OptionGroup.Hardware, "number format of activations; auto is bf16 where the hardware is fast at it",
            [new("auto", PrecisionChoice.Auto), new("bf16", PrecisionChoice.Bf16), new("fp32", PrecisionChoice.Fp32)],
            o => o.Precision, (o, v) => o with { Precision = v }),
        Integer("threads", OptionGroup.Hardware, "libtorch's threads; 0 leaves the choice to libtorch", 0, o => o.Threads, (o, v) => o with { Threads = v }),

        Text(
            "checkpoint-dir",
            OptionGroup.Output,
            "DIR",
            "where the files of the run go",
            "a folder",
            o => o.CheckpointDirectory,
            (o, v) => o with { CheckpointDirectory = v }),
        Choice(
            "tta", OptionGroup.Output, "test-time views whose predictions are averaged at the final scoring",
            [new("none", TtaMode.None), new("flip", TtaMode.Flip), new("tencrop", TtaMode.TenCrop)],
            o => o.TtaMode, (o, v) => o with { TtaMode = v }),
    ];

    private static readonly Dictionary<string, OptionEntry> ByName = Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>The entry of a name, or null.</summary>
    public static OptionEntry? Find(string name) => ByName.GetValueOrDefault(name);
}
