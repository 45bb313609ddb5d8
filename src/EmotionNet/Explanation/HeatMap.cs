using EmotionNet.Data;

namespace EmotionNet.Explanation;

/// <summary>A number for each pixel of a face: how much the place speaks for a class.</summary>
/// <param name="Values">48 × 48 numbers, row by row.</param>
internal sealed record HeatMap(float[] Values)
{
    /// <summary>The smallest value.</summary>
    public float Minimum => Values.Min();

    /// <summary>The largest value.</summary>
    public float Maximum => Values.Max();

    /// <summary>The middle of the pixels with the largest value, in pixels from the top left corner of the face; null where no place speaks for the class.</summary>
    public HeatPeak? Peak
    {
        get
        {
            var maximum = Maximum;
            List<int> highest = [.. Enumerable.Range(0, Values.Length).Where(pixel => Values[pixel] >= maximum)];
            return maximum <= 0 ? null : new(
                highest.Average(pixel => (pixel % FaceSet.ImageSize) + 0.5), highest.Average(pixel => (pixel / FaceSet.ImageSize) + 0.5));
        }
    }
}

/// <summary>A place in a face of 48×48 pixels.</summary>
/// <param name="X">Pixels from the left edge.</param>
/// <param name="Y">Pixels from the top edge.</param>
internal readonly record struct HeatPeak(double X, double Y);
