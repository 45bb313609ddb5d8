namespace EmotionNet.Data.Synthetic;

/// <summary>What hides something of a face.</summary>
internal enum Occluder
{
    None,
    Glasses,
    DarkGlasses,
    Bar,
    Fringe,
}

/// <summary>
/// Everything about an image that says nothing of the emotion: who it is, how the head is held, the light, the camera.
/// Lengths are in half the height of the head.
/// </summary>
internal readonly record struct FaceLook
{
    // Pose.
    public required double Sine { get; init; }

    public required double ShiftX { get; init; }

    public required double ShiftY { get; init; }

    public required double Scale { get; init; }

    public required double Yaw { get; init; }

    public required double Pitch { get; init; }

    public required double PerspectiveX { get; init; }

    public required double PerspectiveY { get; init; }

    // Person.
    public required double HeadWidth { get; init; }

    public required double Jaw { get; init; }

    public required double Skin { get; init; }

    public required double Hair { get; init; }

    public required double HairLine { get; init; }

    public required double HairLength { get; init; }

    public required double EyeSpacing { get; init; }

    public required double EyeSize { get; init; }

    public required double BrowWeight { get; init; }

    public required double MouthHeight { get; init; }

    public required double NoseSide { get; init; }

    public required bool LeftHanded { get; init; }

    // Light and camera.
    public required double Background { get; init; }

    public required double LightX { get; init; }

    public required double LightY { get; init; }

    public required double Contrast { get; init; }

    public required double Brightness { get; init; }

    public required double Blur { get; init; }

    public required double Noise { get; init; }

    // Occlusion.
    public required Occluder Occluder { get; init; }

    public required double BarX { get; init; }

    public required double BarY { get; init; }

    public required double BarSine { get; init; }

    public required double BarWidth { get; init; }

    public required double BarGrey { get; init; }

    /// <summary>Draws a person, a pose, a light and a camera.</summary>
    public static FaceLook Draw(ref FaceRandom random) => new()
    {
        Sine = random.Around(0.22), // 13 degrees either way
        ShiftX = random.Around(0.12),
        ShiftY = random.Around(0.11),
        Scale = random.Uniform(0.94, 1.16),
        Yaw = random.Around(0.6),
        Pitch = random.Around(0.45),
        PerspectiveX = random.Around(0.08),
        PerspectiveY = random.Around(0.06),
        HeadWidth = random.Uniform(0.68, 0.86),
        Jaw = random.Uniform(0, 0.35),
        Skin = random.Uniform(0.42, 0.86),
        Hair = random.Uniform(0.04, 0.5),
        HairLine = random.Uniform(-0.85, -0.62),
        HairLength = random.Uniform(-0.3, 0.9),
        EyeSpacing = random.Uniform(0.31, 0.39),
        EyeSize = random.Uniform(0.88, 1.14),
        BrowWeight = random.Uniform(0.028, 0.052),
        MouthHeight = random.Uniform(0.44, 0.53),
        NoseSide = random.Chance(0.5) ? 1 : -1,
        LeftHanded = random.Chance(0.5),
        Background = random.Uniform(0.15, 0.85),
        LightX = random.Around(0.35),
        LightY = random.Around(0.25),
        Contrast = random.Uniform(0.75, 1.15),
        Brightness = random.Around(0.1),
        Blur = random.Uniform(0, 0.75),
        Noise = random.Uniform(0.005, 0.035),
        Occluder = (Occluder)random.Weighted([0.78, 0.12, 0.015, 0.035, 0.05]),
        BarX = random.Around(0.75),
        BarY = random.Uniform(-0.3, 0.85),
        BarSine = random.Around(0.9),
        BarWidth = random.Uniform(0.09, 0.17),
        BarGrey = random.Uniform(0.1, 0.9),
    };

    /// <summary>The same image with the face behind a broad hand: the emotion cannot be seen.</summary>
    public FaceLook Hidden() => this with { Occluder = Occluder.Bar, BarX = 0, BarY = 0.2, BarWidth = 0.62, BarGrey = Skin * 0.92 };
}
