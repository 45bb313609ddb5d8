namespace EmotionNet.Faults;

/// <summary>A way to train that must survive a kill.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Arguments">Of the command line, separated by spaces.</param>
/// <param name="Ranks">Processes under mpirun; 1 is the plain program.</param>
internal sealed record Setting(string Name, string Arguments, int Ranks = 1)
{
    /// <summary>The teacher of the settings that have one, in the working directory.</summary>
    public const string Teacher = "teacher/best_model.safetensors";

    private const string Fer2013 = "--mode quick --data-dir sample --epochs 3";
    private const string FerPlus = "--mode ferplus --ferplus-dir sample --epochs 3 --model-type attention_emotion_net_small";

    public static IReadOnlyList<Setting> All { get; } =
    [
        new("AdamW, fp32", $"{Fer2013} --optimizer adamw --precision fp32 --threads 1 --batch-size 16"),
        new("Muon, bf16, stochastic depth", $"{Fer2013} --optimizer muon --precision bf16 --stochastic-depth --threads 1 --batch-size 16"),
        new("SGD, accumulation", $"{Fer2013} --optimizer sgd --gradient-accumulation-steps 2 --threads 1 --batch-size 16"),
        new("SAM, two threads", $"{Fer2013} --optimizer sam --batch-size 32 --batch-norm-group 16 --threads 2"),
        new("mixup, CutMix, no EMA", $"{Fer2013} --mixup-alpha 0.4 --cutmix-alpha 1 --ema-decay 0 --threads 1 --batch-size 16"),
        new("weighted sampler, crop", $"{Fer2013} --weighted-sampler --crop 40 --threads 1 --batch-size 16"),
        new("FER+ majority", $"{FerPlus} --ferplus-mode majority --threads 1 --batch-size 16"),
        new("FER+ probability, two threads", $"{FerPlus} --ferplus-mode probability --batch-size 32 --batch-norm-group 16 --threads 2"),
        new("FER+ multi_target", $"{FerPlus} --ferplus-mode multi_target --threads 1 --batch-size 16"),
        new("distillation", $"{Fer2013} --teacher {Teacher} --threads 1 --batch-size 16"),
        .. RankLauncher.IsThere ? [OfTwoRanks] : Array.Empty<Setting>(),
    ];

    /// <summary>Trains the teacher.</summary>
    public static Setting ForTeacher { get; } = new("teacher", "--mode quick --data-dir sample --epochs 1 --batch-size 16 --threads 1");

    private static Setting OfTwoRanks => new("Muon, two ranks", $"{Fer2013} --optimizer muon --threads 1 --batch-size 32 --batch-norm-group 16", Ranks: 2);

    public bool HasTeacher => Arguments.Contains(Teacher, StringComparison.Ordinal);
}
