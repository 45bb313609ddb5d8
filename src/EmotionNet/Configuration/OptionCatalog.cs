using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Losses;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using static EmotionNet.Configuration.NumberRange;
using static EmotionNet.Configuration.OptionEntryFactory;

namespace EmotionNet.Configuration;

/// <summary>Every option of a training, in the order of the help. A new option is a property of <see cref="TrainingOptions"/> and an entry here.</summary>
internal static class OptionCatalog
{
    /// <summary>The presets.</summary>
    public static IReadOnlyList<OptionChoice<TrainingMode>> Modes { get; }
        = [new("default", TrainingMode.Default), new("quick", TrainingMode.Quick), new("ferplus", TrainingMode.FerPlus)];

    /// <summary>The optimizers.</summary>
    public static IReadOnlyList<OptionChoice<OptimizerKind>> Optimizers { get; }
        = [new("adamw", OptimizerKind.AdamW), new("muon", OptimizerKind.Muon), new("sgd", OptimizerKind.Sgd), new("sam", OptimizerKind.Sam)];

    /// <summary>The modes of test-time augmentation.</summary>
    public static IReadOnlyList<OptionChoice<TtaMode>> TtaModes { get; }
        = [new("none", TtaMode.None), new("flip", TtaMode.Flip), new("tencrop", TtaMode.TenCrop)];

    /// <summary>The preset, which decides the defaults of the other options.</summary>
    public static OptionEntry<TrainingMode> Mode { get; } = Choice(
        "mode", OptionGroup.Preset, "preset: FER2013 in full; a smoke test of about two minutes on 2 cores; FER+",
        Modes, o => o.Mode, (o, v) => o with { Mode = v });

    /// <summary>The optimizer, which decides the defaults of the learning rates and the weight decay.</summary>
    public static OptionEntry<OptimizerKind> Optimizer { get; } = Choice(
        "optimizer", OptionGroup.Training,
        "AdamW; Muon for convolutions with AdamW for the rest; SGD with Nesterov momentum; sharpness-aware minimization over SGD. "
            + "An optimizer that is not the preset's has its own defaults of `lr`, `max-lr` and `weight-decay`",
        Optimizers, o => o.Optimizer, (o, v) => o with { Optimizer = v });

    /// <summary>Test-time augmentation.</summary>
    public static OptionEntry<TtaMode> Tta { get; } = Choice(
        "tta", OptionGroup.Output,
        "test-time augmentation (TTA) at the final scoring: the predictions for an image and its mirror image, or for ten crops, are averaged",
        TtaModes, o => o.TtaMode, (o, v) => o with { TtaMode = v });

    /// <summary>The directory of a run.</summary>
    public static OptionEntry<string> CheckpointDirectory { get; } = Of(
        "checkpoint-dir", OptionGroup.Output, "where the files of the run go",
        ValueFormats.Directory, o => o.CheckpointDirectory, (o, v) => o with { CheckpointDirectory = v });

    /// <summary>All options.</summary>
    public static IReadOnlyList<OptionEntry> Entries { get; } =
    [
        Mode,

        .. DataEntries.All,

        .. ModelEntries.All,

        Integer("epochs", OptionGroup.Training, "passes over the training faces", 1, o => o.Epochs, (o, v) => o with { Epochs = v }),
        Number(
            "budget", OptionGroup.Training,
            "minutes that the run may take; its length, and the OneCycle schedule with it, adapts to the speed of the machine; 0 leaves it to `epochs`",
            ZeroOrMore, o => o.BudgetMinutes, (o, v) => o with { BudgetMinutes = v }),
        Integer(
            "max-steps", OptionGroup.Training, "stop after this many updates, wherever in an epoch, and validate; 0 is off",
            0, o => o.MaxSteps, (o, v) => o with { MaxSteps = v }),
        Integer("batch-size", OptionGroup.Training, "faces in a step", 2, o => o.BatchSize, (o, v) => o with { BatchSize = v }),
        Switch("small-batch", OptionGroup.Training, "a batch of 16; overrides `batch-size`", o => o.SmallBatch, (o, v) => o with { SmallBatch = v }),
        Integer(
            "batch-norm-group", OptionGroup.Training,
            "images whose statistics batch normalization takes together (ghost batch norm); part of the result, kept on resume; "
                + "0 takes half of the batch, 32 to 64, on a CPU and the whole batch on a GPU",
            0, o => o.BatchNormGroup, (o, v) => o with { BatchNormGroup = v }),
        Integer(
            "gradient-accumulation-steps", OptionGroup.Training, "steps whose gradients are added up to one update",
            1, o => o.GradientAccumulationSteps, (o, v) => o with { GradientAccumulationSteps = v }),
        Number(
            "lr", OptionGroup.Training, "initial learning rate of the OneCycle schedule",
            AboveZero, o => o.LearningRate, (o, v) => o with { LearningRate = v }),
        Number(
            "max-lr", OptionGroup.Training, "maximum learning rate of the OneCycle schedule",
            AboveZero, o => o.MaxLearningRate, (o, v) => o with { MaxLearningRate = v }),
        Number(
            "warm-up", OptionGroup.Training, "fraction of the run before the maximum learning rate",
            BetweenZeroAndOne, o => o.WarmUpFraction, (o, v) => o with { WarmUpFraction = v }),
        Number(
            "final-div-factor", OptionGroup.Training, "the last learning rate of the OneCycle schedule is `lr` divided by this, as in PyTorch",
            AboveZero, o => o.FinalDivisor, (o, v) => o with { FinalDivisor = v }),
        Optimizer,
        Number("grad-clip", OptionGroup.Training, "maximum gradient norm; 0 is off", ZeroOrMore, o => o.GradientClip, (o, v) => o with { GradientClip = v }),
        Number(
            "ema-decay", OptionGroup.Training, "decay per update of the exponential moving average (EMA) of the weights; 0 is off",
            BelowOne, o => o.EmaDecay, (o, v) => o with { EmaDecay = v }),
        Integer(
            "freeze-epochs", OptionGroup.Training,
            "with `init-from`: so many epochs at the beginning train only the classifier; the other weights and the batch-norm statistics stay as they are",
            0, o => o.FreezeEpochs, (o, v) => o with { FreezeEpochs = v }),
        Choice(
            "class-weights", OptionGroup.Training,
            "weigh the loss of each class by its number of training faces n: balanced by 1/n; effective by 1/(1-beta^n), the effective number of samples. "
                + "The mean over the training faces is 1; with `focal-loss` these are its alpha",
            [new("none", ClassWeighting.None), new("balanced", ClassWeighting.Balanced), new("effective", ClassWeighting.Effective)],
            o => o.ClassWeights, (o, v) => o with { ClassWeights = v }),
        Number(
            "class-weights-beta", OptionGroup.Training, "beta of `class-weights` effective",
            BelowOne, o => o.ClassWeightsBeta, (o, v) => o with { ClassWeightsBeta = v }),
        Switch("focal-loss", OptionGroup.Training, "focal loss, in every label mode", o => o.FocalLoss, (o, v) => o with { FocalLoss = v }),
        Number("focal-gamma", OptionGroup.Training, "exponent of the focal loss", ZeroOrMore, o => o.FocalGamma, (o, v) => o with { FocalGamma = v }),
        Integer(
            "early-stopping", OptionGroup.Training, "stop after this many epochs without a better validation accuracy; 0 is off",
            0, o => o.EarlyStopping, (o, v) => o with { EarlyStopping = v }),
        Integer("seed", OptionGroup.Training, "seed of every random choice", 0, o => o.Seed, (o, v) => o with { Seed = v }),

        Integer(
            "crop", OptionGroup.Augmentation,
            "side of the square cropped from each face, in pixels, an even number; at a random place in training, the centre in scoring; 48 is the whole face",
            16, o => o.CropSize, (o, v) => o with { CropSize = v }, FaceSet.ImageSize),
        Number(
            "rotation", OptionGroup.Augmentation, "maximum rotation, in degrees",
            UpTo(180), o => o.RotationDegrees, (o, v) => o with { RotationDegrees = v }),
        Number(
            "translation", OptionGroup.Augmentation, "maximum shift, as a fraction of the side of the whole face",
            UpTo(0.5), o => o.TranslationFraction, (o, v) => o with { TranslationFraction = v }),
        Number(
            "scale", OptionGroup.Augmentation, "maximum relative change of scale: 0.1 is 0.9 to 1.1",
            UpTo(0.5), o => o.ScaleFraction, (o, v) => o with { ScaleFraction = v }),
        Number(
            "brightness", OptionGroup.Augmentation,
            "maximum relative change of brightness and contrast; has little effect, since the network standardizes each image: "
                + "only what is clipped to black or white remains",
            UpTo(0.9), o => o.BrightnessContrastFraction, (o, v) => o with { BrightnessContrastFraction = v }),
        Number(
            "random-erasing", OptionGroup.Augmentation, "probability that a rectangle is erased",
            UpTo(1), o => o.RandomErasing, (o, v) => o with { RandomErasing = v }),
        Number(
            "mixup-alpha", OptionGroup.Augmentation, "parameter of mixup's Beta distribution; 0 is off",
            ZeroOrMore, o => o.MixupAlpha, (o, v) => o with { MixupAlpha = v }),
        Number(
            "cutmix-alpha", OptionGroup.Augmentation, "parameter of CutMix's Beta distribution; 0 is off",
            ZeroOrMore, o => o.CutmixAlpha, (o, v) => o with { CutmixAlpha = v }),

        Number("dropout-rate", OptionGroup.Regularization, "dropout before the classifier", BelowOne, o => o.DropoutRate, (o, v) => o with { DropoutRate = v }),
        Switch(
            "stochastic-depth", OptionGroup.Regularization, "drop residual branches of whole samples, with a probability that grows linearly with depth",
            o => o.StochasticDepth, (o, v) => o with { StochasticDepth = v }),
        Number(
            "weight-decay", OptionGroup.Regularization, "weight decay, for weights of two or more dimensions",
            ZeroOrMore, o => o.WeightDecay, (o, v) => o with { WeightDecay = v }),
        Number(
            "label-smoothing", OptionGroup.Regularization, "share of the target that is spread over all classes",
            BelowOne, o => o.LabelSmoothing, (o, v) => o with { LabelSmoothing = v }),
        Of(
            "teacher", OptionGroup.Regularization,
            "knowledge distillation: trained networks whose averaged predictions for each training image, as it is augmented and mixed, are soft targets; "
                + "weight files, or directories of runs, whose best weights count. Resuming needs the same files, from any directory",
            ValueFormats.FileList, o => o.TeacherFiles, (o, v) => o with { Teacher = v.Count == 0 ? null : string.Join(',', v) }),
        Number(
            "teacher-share", OptionGroup.Regularization, "share of the loss on the teachers' soft targets; the labels have the rest",
            UpTo(1), o => o.TeacherShare, (o, v) => o with { TeacherShare = v }),

        Of(
            "device", OptionGroup.Hardware, "where to compute; auto is the first GPU, or the CPU without one",
            ValueFormats.Device, o => o.Device, (o, v) => o with { Device = v }),
        Choice(
            "precision", OptionGroup.Hardware,
            "number format of the activations; auto is bf16 on a GPU and on a CPU with AVX-512 BF16 or AMX, and fp32 elsewhere. "
                + "Weights, batch-norm statistics and the loss are always fp32",
            [new("auto", PrecisionChoice.Auto), new("bf16", PrecisionChoice.Bf16), new("fp32", PrecisionChoice.Fp32)],
            o => o.Precision, (o, v) => o with { Precision = v }),
        Integer(
            "threads", OptionGroup.Hardware, "libtorch's threads; 0 leaves the choice to libtorch",
            0, o => o.Threads, (o, v) => o with { Threads = v }),

        CheckpointDirectory,
        Tta,
        Of(
            "mlflow", OptionGroup.Output,
            "report the run to this MLflow tracking server, which may be away at times; the environment has its credentials: MLFLOW_TRACKING_USERNAME and "
                + "MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
            ValueFormats.OptionalServer, o => o.Mlflow ?? ValueFormats.None, (o, v) => o with { Mlflow = v == ValueFormats.None ? null : v }),
        Of(
            "mlflow-experiment", OptionGroup.Output, "the MLflow experiment of the run; made where it is not there",
            ValueFormats.Text("NAME", "a name", PathKind.None), o => o.MlflowExperiment, (o, v) => o with { MlflowExperiment = v }),
    ];

    private static readonly Dictionary<string, OptionEntry> ByName = Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>The option of a name, or null.</summary>
    public static OptionEntry? Find(string name) => ByName.GetValueOrDefault(name);
}
