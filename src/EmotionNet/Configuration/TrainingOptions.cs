using System.Text.Json.Serialization;
using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Losses;
using EmotionNet.Models;
using EmotionNet.Optimization;
using EmotionNet.Runtime;

namespace EmotionNet.Configuration;

/// <summary>
/// Every option of a run, resolved: mode preset, then configuration file, then command line. Immutable; written to <c>config.json</c>.
/// The defaults here are those of <see cref="TrainingMode.Default"/>; <see cref="ModePresets"/> holds the other modes.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>The preset.</summary>
    public TrainingMode Mode { get; init; } = TrainingMode.Default;

    /// <summary>The model's name in the model registry.</summary>
    public string ModelType { get; init; } = "attention_emotion_net";

    /// <summary>
    /// Fine-tuning: a weights file, or the directory of a run, whose weights the network begins with. Only the rows of the classifier whose classes the file has
    /// are taken; null begins with random weights.
    /// </summary>
    public string? InitFrom { get; init; }

    /// <summary>The epochs at the beginning in which only the classifier learns, behind features that stay as they are (linear probing before fine-tuning, Kumar et al. 2022).</summary>
    public int FreezeEpochs { get; init; }

    /// <summary>Where the kernels of the first convolution come from. With <see cref="InitFrom"/> they come from its file, and learn.</summary>
    public StemKernels Stem { get; init; } = StemKernels.Learned;

    /// <summary>Dropout before the classifier, 0 ≤ p &lt; 1.</summary>
    public double DropoutRate { get; init; } = 0.1;

    /// <summary>Drop the residual branches of whole samples, linearly more with depth (Huang et al. 2016).</summary>
    public bool StochasticDepth { get; init; }

    /// <summary>The number of epochs.</summary>
    public int Epochs { get; init; } = 36;

    /// <summary>Minutes that training, validation and the final scoring may take; the length of the run, and OneCycle with it, is fitted to them. 0 is off: <see cref="Epochs"/> decides.</summary>
    public double BudgetMinutes { get; init; }

    /// <summary>Stop after this many updates, wherever in an epoch, and validate; 0 is off. For smoke tests.</summary>
    public int MaxSteps { get; init; }

    /// <summary>Faces in a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>A batch of 16; overrides <see cref="BatchSize"/>.</summary>
    public bool SmallBatch { get; init; }

    /// <summary>OneCycle's initial learning rate.</summary>
    public double LearningRate { get; init; } = 0.0024;

    /// <summary>OneCycle's maximum learning rate; <c>div_factor</c> is this over <see cref="LearningRate"/>.</summary>
    public double MaxLearningRate { get; init; } = 0.012;

    /// <summary>The fraction of the run before OneCycle's maximum, above 0 and below 1.</summary>
    public double WarmUpFraction { get; init; } = 0.15;

    /// <summary>PyTorch's <c>final_div_factor</c>: OneCycle's last learning rate is <see cref="LearningRate"/> divided by this.</summary>
    public double FinalDivisor { get; init; } = 1e4;

    /// <summary>FER2013: a directory or file.</summary>
    public string DataDirectory { get; init; } = "data/fer2013";

    /// <summary>What the names of the class folders in <see cref="DataDirectory"/> mean.</summary>
    public ClassSource Classes { get; init; } = ClassSource.Fer2013;

    /// <summary>The share of the training faces that is held out for validation where FER2013 is given without a validation split; 0 refuses such data.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>A list of faces that are left out, as <c>emotionnet data audit</c> writes it; null leaves out none.</summary>
    public string? Exclude { get; init; }

    /// <summary>Train on the balanced image set, validate and test on the original.</summary>
    public bool UseBalanced { get; init; }

    /// <summary>The balanced image set.</summary>
    public string BalancedDirectory { get; init; } = "fer2013_balanced";

    /// <summary>Where the files of the run go.</summary>
    public string CheckpointDirectory { get; init; } = "checkpoints";

    /// <summary>FER+: a directory in Microsoft's layout, or one that holds <c>fer2013new.csv</c> beside <c>fer2013.csv</c>.</summary>
    public string FerPlusDirectory { get; init; } = "FERPlus-master";

    /// <summary>The FER+ label mode.</summary>
    public LabelMode FerPlusMode { get; init; } = LabelMode.Majority;

    /// <summary>Focal loss (Lin et al. 2017), for every label mode.</summary>
    public bool FocalLoss { get; init; }

    /// <summary>Focal loss's exponent.</summary>
    public double FocalGamma { get; init; } = 2.0;

    /// <summary>How the loss weighs the classes, from how many training faces each has.</summary>
    public ClassWeighting ClassWeights { get; init; } = ClassWeighting.None;

    /// <summary>β of <see cref="ClassWeighting.Effective"/>, 0 ≤ β &lt; 1.</summary>
    public double ClassWeightsBeta { get; init; } = 0.9999;

    /// <summary>Seeds everything.</summary>
    public int Seed { get; init; } = 42;

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The number format of the network's activations.</summary>
    public PrecisionChoice Precision { get; init; } = PrecisionChoice.Auto;

    /// <summary>libtorch's threads; 0 leaves the choice to libtorch.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Images whose statistics batch normalization takes together (ghost batch normalization, Hoffer et al. 2017); 0 lets the start of the run
    /// decide by its device, and a resumed run keeps what was decided. Part of the result, unlike <see cref="Threads"/>.
    /// </summary>
    public int BatchNormGroup { get; init; }

    /// <summary>The optimizer.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Muon;

    /// <summary>Weight decay, for weights of two dimensions and more.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Label smoothing, 0 ≤ ε &lt; 1.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Knowledge distillation (Hinton et al. 2015): weight files of networks with the same classes, or directories of runs, separated by commas. Their averaged predictions for each training image, as it is augmented and mixed, are soft targets. Null is off.</summary>
    public string? Teacher { get; init; }

    /// <summary>Share of the loss on the teachers' soft targets, 0 to 1; the labels have the rest.</summary>
    public double TeacherShare { get; init; } = 0.7;

    /// <summary>Mixup's Beta parameter (Zhang et al. 2018); 0 is off.</summary>
    public double MixupAlpha { get; init; }

    /// <summary>CutMix's Beta parameter (Yun et al. 2019); 0 is off.</summary>
    public double CutmixAlpha { get; init; }

    /// <summary>The probability that a rectangle of a face is erased (Zhong et al. 2020).</summary>
    public double RandomErasing { get; init; } = 0.1;

    /// <summary>Decay of the exponential moving average of the weights, for each update; 0 is off.</summary>
    public double EmaDecay { get; init; } = 0.998;

    /// <summary>The maximum gradient norm; 0 is off.</summary>
    public double GradientClip { get; init; } = 1.0;

    /// <summary>Steps whose gradients are added up to one update.</summary>
    public int GradientAccumulationSteps { get; init; } = 1;

    /// <summary>Sample each face with a probability inverse to the size of its class.</summary>
    public bool WeightedSampler { get; init; }

    /// <summary>Test-time augmentation at the final scoring.</summary>
    [JsonPropertyName("testTimeViews")] // the key in checkpoints written before the property had this name
    public TtaMode TtaMode { get; init; } = TtaMode.Flip;

    /// <summary>The MLflow tracking server that the run is reported to: <c>http://host:5000</c>; null is none. Without credentials, which the environment has.</summary>
    public string? Mlflow { get; init; }

    /// <summary>The experiment on that server that the run is put in; made where it is not there.</summary>
    public string MlflowExperiment { get; init; } = "emotionnet";

    /// <summary>Stop after this many epochs without a better validation accuracy; 0 is off.</summary>
    public int EarlyStopping { get; init; }

    /// <summary>Side of the square cropped from each face, in pixels, even: where the translation puts it in training, the centre in scoring. 48 is the whole face.</summary>
    public int CropSize { get; init; } = FaceSet.ImageSize;

    /// <summary>Maximum rotation of the augmentation, in degrees.</summary>
    public double RotationDegrees { get; init; } = 10;

    /// <summary>Maximum translation of the augmentation, as a fraction of the whole face's side.</summary>
    public double TranslationFraction { get; init; } = 0.08;

    /// <summary>Maximum relative change of scale of the augmentation: 0.1 is 0.9 to 1.1.</summary>
    public double ScaleFraction { get; init; } = 0.1;

    /// <summary>Maximum relative change of brightness and contrast of the augmentation. The network standardizes each image, so only what is clipped to black or white remains.</summary>
    public double BrightnessContrastFraction { get; init; } = 0.2;

    /// <summary>The files of <see cref="Teacher"/>; none without one.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> TeacherFiles => Teacher?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The batch size in force: 16 with <see cref="SmallBatch"/>.</summary>
    public int EffectiveBatchSize => SmallBatch ? 16 : BatchSize;

    /// <summary>The label mode in force.</summary>
    public LabelMode EffectiveLabelMode => Mode == TrainingMode.FerPlus ? FerPlusMode : LabelMode.SingleLabel;
}
