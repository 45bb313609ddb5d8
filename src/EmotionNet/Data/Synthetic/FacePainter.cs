using static EmotionNet.Data.Synthetic.Shapes;

namespace EmotionNet.Data.Synthetic;

/// <summary>Draws one head: for each pixel the features that cover it, from hair to occluder, then the camera's faults.</summary>
internal readonly ref struct FacePainter(FaceLook _look, Expression expression)
{
    private readonly FaceLook _look = _look;
    private readonly double _cosine = Math.Sqrt(1 - (_look.Sine * _look.Sine));
    private readonly double _pixel = 2.4 / (FaceSet.ImageSize * _look.Scale);
    private readonly FaceFeatures _features = new(_look, expression, 2.4 / (FaceSet.ImageSize * _look.Scale));

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

    // From the image to the head, which is as high as the image at scale 1.1 or so.
    private double Grey(double imageX, double imageY)
    {
        var (dx, dy) = ((imageX - _look.ShiftX) * 1.12 / _look.Scale, (imageY - _look.ShiftY) * 1.12 / _look.Scale);
        var depth = 1 + (_look.PerspectiveX * dx) + (_look.PerspectiveY * dy);
        var x = ((_cosine * dx) + (_look.Sine * dy)) * depth;
        var y = ((_cosine * dy) - (_look.Sine * dx)) * depth;

        // A turned head moves its features across the outline, most in the middle.
        var u = x - (_look.Yaw * 0.2 * Math.Max(0, 1 - (x * x)));
        var v = y - (_look.Pitch * 0.14 * Math.Max(0, 1 - (y * y)));

        var light = 1 + (_look.LightX * x) + (_look.LightY * y);
        var grey = _look.Background * (1 + (0.25 * _look.LightX * imageX));
        grey = Over(grey, _look.Hair, BackHair(x, y));
        grey = Over(grey, Skin(u, v, light), Coverage(Outline(x, y), _pixel));
        grey = Over(grey, _look.Hair * light, FrontHair(x, y));
        grey = Occlude(grey, u, v, light);
        return ((grey - 0.5) * _look.Contrast) + 0.5 + _look.Brightness;
    }

    // An ellipse that the jaw makes narrower towards the chin.
    private double Outline(double x, double y) => Ellipse(x * (1 + (_look.Jaw * Math.Max(0, y) * y)), y, _look.HeadWidth, 1);

    private double Skin(double u, double v, double light)
    {
        var roundness = 1 - (0.22 * ((u * u) + (0.5 * v * v)));
        return _features.Draw(_look.Skin * roundness, u, v) * Math.Max(0.25, light);
    }

    private double BackHair(double x, double y) => y > _look.HairLength ? 0 : Coverage(Ellipse(x, y + 0.1, _look.HeadWidth + 0.14, 1.02), _pixel);

    private double FrontHair(double x, double y)
    {
        var hairLine = _look.HairLine + (_look.Occluder == Occluder.Fringe ? 0.26 : 0) + (0.12 * x * _look.NoseSide);
        return Coverage(y - hairLine, _pixel) * Coverage(Ellipse(x, y + 0.1, _look.HeadWidth + 0.14, 1.02), _pixel);
    }

    private double Occlude(double grey, double u, double v, double light)
    {
        switch (_look.Occluder)
        {
            case Occluder.Glasses or Occluder.DarkGlasses:
                var lens = Ellipse(Math.Abs(u) - _look.EyeSpacing, v + 0.1, 0.25, 0.2);
                var bridge = Stroke(Math.Abs(u), v, 0, -0.12, 0.12, -0.13, 0.02);
                grey = Over(grey, 0.06, _look.Occluder == Occluder.DarkGlasses ? 0.9 * Coverage(lens, _pixel) : 0);
                return Over(grey, 0.08, 0.9 * Coverage(Math.Min(Math.Abs(lens) - 0.02, bridge), _pixel));
            case Occluder.Bar:
                var (dx, dy) = (u - _look.BarX, v - _look.BarY);
                var across = Math.Abs((Math.Sqrt(1 - (_look.BarSine * _look.BarSine)) * dx) + (_look.BarSine * dy)) - _look.BarWidth;
                return Over(grey, _look.BarGrey * light, Coverage(across, _pixel));
            default:
                return grey;
        }
    }
}
