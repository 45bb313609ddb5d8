namespace EmotionNet.Data.Synthetic;

/// <summary>Signed distances, negative inside, and the blending that they steer: edges without steps, without drawing anything twice.</summary>
internal static class Shapes
{
    /// <summary>Distance to an ellipse, near enough close to its edge.</summary>
    public static double Ellipse(double x, double y, double halfWidth, double halfHeight)
    {
        var (u, v) = (x / halfWidth, y / halfHeight);
        return (Math.Sqrt((u * u) + (v * v)) - 1) * Math.Min(halfWidth, halfHeight);
    }

    /// <summary>Distance to a stroke with round ends.</summary>
    public static double Stroke(double x, double y, double fromX, double fromY, double toX, double toY, double halfThickness)
    {
        var (dx, dy) = (toX - fromX, toY - fromY);
        var along = Math.Clamp((((x - fromX) * dx) + ((y - fromY) * dy)) / ((dx * dx) + (dy * dy)), 0, 1);
        var (restX, restY) = (x - fromX - (along * dx), y - fromY - (along * dy));
        return Math.Sqrt((restX * restX) + (restY * restY)) - halfThickness;
    }

    /// <summary>How much of a pixel a shape covers.</summary>
    public static double Coverage(double distance, double pixel) => Math.Clamp(0.5 - (distance / pixel), 0, 1);

    /// <summary>Paint over paint.</summary>
    public static double Over(double below, double above, double opacity) => below + ((above - below) * opacity);
}
