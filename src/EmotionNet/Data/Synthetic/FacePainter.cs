using static EmotionNet.Data.Synthetic.Shapes;

namespace EmotionNet.Data.Synthetic;

/// <summary>Draws one head: for each pixel the features that cover it, from hair to occluder, then the camera's faults.</summary>
internal readonly ref struct FacePainter(FaceLook look, Expression expression)
{
    private readonly FaceLook look = look;
    private readonly double cosine = Math.Sqrt(1 - (look.Sine * look.Sine));
    private readonly double pixel = 2.4 / (FaceSet.ImageSize * look.Scale);
    private readonly FaceFeatures features = new(look, expression, 2.4 / (FaceSet.ImageSize * look.Scale));

    /// <summary>Draws into 48 × 48 greys from 0 to 1.</summary>
    public void Paint(Span<double> greys)
    {
        for (var row = 0; row < FaceSet.ImageSize; row++)
        {
            for (var column = 0; column < FaceSet.ImageSize; column++)
            {
                greys[(row * FaceSet.ImageSize) + column] = Grey(ToUnit(column), ToUnit(row));
            }
        }

        static double ToUnit(int position) => ((position + 0.5) * 2 / FaceSet.ImageSize) - 1;
    }

    // From the picture to the head, which is as high as the picture at scale 1.1 or so.
    private double Grey(double pictureX, double pictureY)
    {
        var (dx, dy) = ((pictureX - look.ShiftX) * 1.12 / look.Scale, (pictureY - look.ShiftY) * 1.12 / look.Scale);
        var depth = 1 + (look.PerspectiveX * dx) + (look.PerspectiveY * dy);
        var x = ((cosine * dx) + (look.Sine * dy)) * depth;
        var y = ((cosine * dy) - (look.Sine * dx)) * depth;

        // A turned head moves its features across the outline, most in the middle.
        var u = x - (look.Yaw * 0.2 * Math.Max(0, 1 - (x * x)));
        var v = y - (look.Pitch * 0.14 * Math.Max(0, 1 - (y * y)));

        var light = 1 + (look.LightX * x) + (look.LightY * y);
        var grey = look.Background * (1 + (0.25 * look.LightX * pictureX));
        grey = Over(grey, look.Hair, BackHair(x, y));
        grey = Over(grey, Skin(u, v, light), Coverage(Outline(x, y), pixel));
        grey = Over(grey, look.Hair * light, FrontHair(x, y));
        grey = Occlude(grey, u, v, light);
        return ((grey - 0.5) * look.Contrast) + 0.5 + look.Brightness;
    }

    // An ellipse that the jaw makes narrower towards the chin.
    private double Outline(double x, double y) => Ellipse(x * (1 + (look.Jaw * Math.Max(0, y) * y)), y, look.HeadWidth, 1);

    private double Skin(double u, double v, double light)
    {
        var roundness = 1 - (0.22 * ((u * u) + (0.5 * v * v)));
        return features.Draw(look.Skin * roundness, u, v) * Math.Max(0.25, light);
    }

    private double BackHair(double x, double y) => y > look.HairLength ? 0 : Coverage(Ellipse(x, y + 0.1, look.HeadWidth + 0.14, 1.02), pixel);

    private double FrontHair(double x, double y)
    {
        var hairLine = look.HairLine + (look.Occluder == Occluder.Fringe ? 0.26 : 0) + (0.12 * x * look.NoseSide);
        return Coverage(y - hairLine, pixel) * Coverage(Ellipse(x, y + 0.1, look.HeadWidth + 0.14, 1.02), pixel);
    }

    private double Occlude(double grey, double u, double v, double light)
    {
        switch (look.Occluder)
        {
            case Occluder.Glasses or Occluder.DarkGlasses:
                var lens = Ellipse(Math.Abs(u) - look.EyeSpacing, v + 0.1, 0.25, 0.2);
                var bridge = Stroke(Math.Abs(u), v, 0, -0.12, 0.12, -0.13, 0.02);
                grey = Over(grey, 0.06, look.Occluder == Occluder.DarkGlasses ? 0.9 * Coverage(lens, pixel) : 0);
                return Over(grey, 0.08, 0.9 * Coverage(Math.Min(Math.Abs(lens) - 0.02, bridge), pixel));
            case Occluder.Bar:
                var (dx, dy) = (u - look.BarX, v - look.BarY);
                var across = Math.Abs((Math.Sqrt(1 - (look.BarSine * look.BarSine)) * dx) + (look.BarSine * dy)) - look.BarWidth;
                return Over(grey, look.BarGrey * light, Coverage(across, pixel));
            default:
                return grey;
        }
    }
}
