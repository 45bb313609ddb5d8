namespace EmotionNet.Data.Synthetic;

/// <summary>
/// What the muscles of a face do: 0 is at rest, 1 or −1 the full movement. The eight emotions are points in this space.
/// </summary>
internal readonly record struct Expression
{
    /// <summary>Both brows up, or down.</summary>
    public double BrowRaise { get; init; }

    /// <summary>The inner ends of the brows up (grief), or down (a frown).</summary>
    public double BrowInner { get; init; }

    /// <summary>Eyes wide open, or narrowed.</summary>
    public double EyeOpen { get; init; }

    /// <summary>Corners of the mouth up, or down.</summary>
    public double MouthCurve { get; init; }

    /// <summary>The mouth opened.</summary>
    public double MouthOpen { get; init; }

    /// <summary>The mouth drawn wide, or narrow.</summary>
    public double MouthWidth { get; init; }

    /// <summary>One corner of the mouth up, and only that one.</summary>
    public double MouthSkew { get; init; }

    /// <summary>Teeth shown in an open mouth.</summary>
    public double Teeth { get; init; }

    /// <summary>The nose wrinkled and the upper lip drawn up.</summary>
    public double NoseWrinkle { get; init; }

    /// <summary>Folds from the nose to the corners of the mouth.</summary>
    public double Folds { get; init; }

    /// <summary>The expression of each emotion, in the order of <see cref="EmotionClasses.FerPlus"/>.</summary>
    public static Expression Of(FerPlusEmotion emotion) => emotion switch
    {
        FerPlusEmotion.Happiness => new() { BrowRaise = 0.1, EyeOpen = -0.35, MouthCurve = 1, MouthOpen = 0.3, MouthWidth = 0.5, Teeth = 1, Folds = 0.7 },
        FerPlusEmotion.Surprise => new() { BrowRaise = 1, EyeOpen = 0.8, MouthOpen = 1, MouthWidth = -0.6 },
        FerPlusEmotion.Sadness => new() { BrowRaise = -0.1, BrowInner = 1, EyeOpen = -0.4, MouthCurve = -0.9, MouthWidth = -0.3 },
        FerPlusEmotion.Anger => new()
        {
            BrowRaise = -0.7,
            BrowInner = -1,
            EyeOpen = -0.2,
            MouthCurve = -0.35,
            MouthOpen = 0.15,
            MouthWidth = -0.1,
            Teeth = 0.6
        },
        FerPlusEmotion.Disgust => new()
        {
            BrowRaise = -0.35,
            BrowInner = -0.3,
            EyeOpen = -0.65,
            MouthCurve = -0.7,
            MouthOpen = 0.1,
            NoseWrinkle = 1,
            Folds = 1
        },
        FerPlusEmotion.Fear => new() { BrowRaise = 0.6, BrowInner = 0.8, EyeOpen = 0.9, MouthCurve = -0.3, MouthOpen = 0.35, MouthWidth = 0.45, Teeth = 0.5 },
        FerPlusEmotion.Contempt => new() { BrowRaise = 0.05, EyeOpen = -0.25, MouthCurve = 0.1, MouthSkew = 1, Folds = 0.2 },
        _ => default,
    };

    /// <summary>This expression with a share of another one mixed in.</summary>
    public Expression Towards(Expression other, double share) => (this * (1 - share)) + (other * share);

    /// <summary>This expression as one person shows it at one moment: every movement a little off.</summary>
    public Expression Varied(ref FaceRandom random, double deviation) => new Expression
    {
        BrowRaise = random.Normal(),
        BrowInner = random.Normal(),
        EyeOpen = random.Normal(),
        MouthCurve = random.Normal(),
        MouthOpen = random.Normal() * 0.4,
        MouthWidth = random.Normal(),
        MouthSkew = random.Normal() * 0.3,
        Teeth = random.Normal(),
        NoseWrinkle = random.Normal() * 0.7,
        Folds = random.Normal(),
    } * deviation + this;

    public static Expression operator +(Expression a, Expression b) => new()
    {
        BrowRaise = a.BrowRaise + b.BrowRaise,
        BrowInner = a.BrowInner + b.BrowInner,
        EyeOpen = a.EyeOpen + b.EyeOpen,
        MouthCurve = a.MouthCurve + b.MouthCurve,
        MouthOpen = a.MouthOpen + b.MouthOpen,
        MouthWidth = a.MouthWidth + b.MouthWidth,
        MouthSkew = a.MouthSkew + b.MouthSkew,
        Teeth = a.Teeth + b.Teeth,
        NoseWrinkle = a.NoseWrinkle + b.NoseWrinkle,
        Folds = a.Folds + b.Folds,
    };

    public static Expression operator *(Expression a, double factor) => new()
    {
        BrowRaise = a.BrowRaise * factor,
        BrowInner = a.BrowInner * factor,
        EyeOpen = a.EyeOpen * factor,
        MouthCurve = a.MouthCurve * factor,
        MouthOpen = a.MouthOpen * factor,
        MouthWidth = a.MouthWidth * factor,
        MouthSkew = a.MouthSkew * factor,
        Teeth = a.Teeth * factor,
        NoseWrinkle = a.NoseWrinkle * factor,
        Folds = a.Folds * factor,
    };
}
