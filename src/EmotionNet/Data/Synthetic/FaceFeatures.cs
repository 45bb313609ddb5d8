using static EmotionNet.Data.Synthetic.Shapes;

namespace EmotionNet.Data.Synthetic;

/// <summary>
/// Brows, eyes, nose and mouth over the skin, where an expression puts them. Coordinates are those of a head seen from the front:
/// the chin is at y = 1, and every feature but a one-sided mouth is drawn for |x|.
/// </summary>
internal readonly struct FaceFeatures(FaceLook look, Expression expression, double pixel)
{
    private const double EyeHeight = -0.1, EyeHalfWidth = 0.18;

    private readonly double _ink = look.Skin * 0.28;
    private readonly double _browGrey = Math.Min(look.Hair * 0.8, look.Skin * 0.5);
    private readonly double _eyeOpening = Math.Max(0.012, 0.09 * look.EyeSize * (1 + (0.85 * expression.EyeOpen)));
    private readonly double _browHeight = -0.33 - (0.15 * expression.BrowRaise);
    private readonly double _browInner = -0.15 * expression.BrowInner;
    private readonly double _mouthHalfWidth = 0.3 * (1 + (0.4 * Math.Clamp(expression.MouthWidth, -0.9, 1)));
    private readonly double _mouthOpening = 0.24 * Math.Max(0, expression.MouthOpen);
    private readonly double _mouthY = look.MouthHeight + (0.07 * Math.Max(0, expression.MouthOpen)) - (0.05 * expression.NoseWrinkle);

    /// <summary>The skin at a point with the features drawn over it.</summary>
    public double Draw(double skin, double x, double y)
    {
        var grey = Lines(skin, Math.Abs(x), y);
        grey = Nose(grey, x, y);
        grey = Eye(grey, Math.Abs(x) - look.EyeSpacing, y - EyeHeight);
        grey = Brow(grey, Math.Abs(x), y);
        return Mouth(grey, x, y - _mouthY);
    }

    // Folds beside the mouth, a wrinkled nose, a furrow between drawn brows, lines above raised ones.
    private double Lines(double grey, double x, double y)
    {
        var fold = Coverage(Stroke(x, y, 0.15, 0.2, 0.36, 0.43, 0.014), pixel) * expression.Folds;
        var wrinkle = Math.Max(
            Coverage(Stroke(x, y, 0.03, -0.02, 0.13, -0.1, 0.013), pixel),
            Coverage(Stroke(x, y, 0.05, 0.07, 0.15, 0.0, 0.013), pixel)) * expression.NoseWrinkle;
        var furrow = Coverage(Stroke(x, y, 0.05, -0.44, 0.045, -0.3, 0.012), pixel) * -expression.BrowInner;
        var forehead = Coverage(Stroke(x, y, 0, -0.57, 0.28, -0.55, 0.012), pixel) * (expression.BrowRaise - 0.3);
        var strongest = Math.Max(Math.Max(fold, wrinkle), Math.Max(furrow, forehead));
        return Over(grey, _ink, 0.75 * Math.Clamp(strongest, 0, 1));
    }

    private double Nose(double grey, double x, double y)
    {
        var ridge = Coverage(Stroke(x * look.NoseSide, y, 0.03, -0.08, 0.09, 0.19, 0.02), pixel);
        var nostril = Coverage(Ellipse(Math.Abs(x) - 0.07, y - 0.24, 0.035, 0.022), pixel);
        return Over(Over(grey, _ink, 0.25 * ridge), _ink, 0.7 * nostril);
    }

    private double Eye(double grey, double x, double y)
    {
        var share = x / (EyeHalfWidth * look.EyeSize);
        var lid = _eyeOpening * (1 - (share * share));
        var opened = Coverage(Math.Abs(y) - lid, pixel);
        var iris = Coverage(Ellipse(x, y, 0.075, 0.075), pixel);
        var inside = Over(Math.Min(0.95, (look.Skin * 0.5) + 0.5), 0.05, iris);
        var lash = share * share < 1.1 ? Coverage(Math.Abs(y + lid) - 0.016, pixel) : 0;
        return Over(Over(grey, inside, opened), _ink * 0.7, 0.85 * lash);
    }

    private double Brow(double grey, double x, double y)
    {
        var (innerX, middleX, outerX) = (look.EyeSpacing - 0.2, look.EyeSpacing + 0.02, look.EyeSpacing + 0.2);
        var innerHalf = Stroke(x, y, innerX, _browHeight + _browInner, middleX, _browHeight - 0.03, look.BrowWeight);
        var outerHalf = Stroke(x, y, middleX, _browHeight - 0.03, outerX, _browHeight + 0.03 - (0.4 * _browInner), look.BrowWeight * 0.8);
        return Over(grey, _browGrey, 0.92 * Coverage(Math.Min(innerHalf, outerHalf), pixel));
    }

    private double Mouth(double grey, double x, double y)
    {
        var share = x / _mouthHalfWidth;
        if (share * share > 1.15)
        {
            return grey;
        }

        var raisedCorner = Math.Max(0, look.LeftHanded ? -share : share);
        var middle = (-0.2 * expression.MouthCurve * ((share * share) - 0.4)) - (0.22 * expression.MouthSkew * raisedCorner * raisedCorner);
        var fromMiddle = y - middle;
        var round = Math.Max(0, 1 - (share * share));
        var opening = _mouthOpening * round;

        // The upper lip of a wrinkled nose is drawn up into an arch.
        var upperEdge = -opening - (0.07 * Math.Max(0, expression.NoseWrinkle) * round);
        var outside = Math.Max(upperEdge - fromMiddle, fromMiddle - opening);
        var lips = Coverage(outside - 0.012 - (0.04 * round), pixel);
        var inside = Coverage(outside - 0.013, pixel);
        var teeth = Coverage(fromMiddle - upperEdge - 0.075, pixel) * Coverage(outside + 0.012, pixel) * Math.Clamp(expression.Teeth, 0, 1);
        return Over(Over(Over(grey, look.Skin * 0.62, 0.8 * lips), _ink * 0.5, inside), 0.9, teeth);
    }
}
