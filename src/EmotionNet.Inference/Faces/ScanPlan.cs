namespace EmotionNet.Inference.Faces;

/// <summary>The scales at which an image is searched, and the windows of each.</summary>
internal static class ScanPlan
{
    /// <summary>The smallest face that the network finds reliably, in pixels of its window.</summary>
    public const float SmallestFace = 24;

    // Windows of neighbouring scales differ by at most a factor of two, so a face that is too large for the overlap of one is smaller in another.
    private const int Overlap = 96;

    /// <summary>The factors by which the image is scaled: the first shows all of it in one window, the last makes the smallest face wanted large enough.</summary>
    public static IReadOnlyList<double> Scales(int width, int height, int minimumFaceSize)
    {
        var whole = (double)BlazeFace.Side / Math.Max(width, height);
        var finest = Math.Max(whole, SmallestFace / minimumFaceSize);
        var steps = (int)Math.Ceiling(Math.Log2(finest / whole) - 1e-6);
        return [.. Enumerable.Range(0, steps + 1).Select(step => whole * Math.Pow(finest / whole, steps == 0 ? 0 : (double)step / steps))];
    }

    /// <summary>The corners of the windows that cover an image at one scale.</summary>
    public static IEnumerable<(int X, int Y)> Windows(int width, int height) =>
        from y in Starts(height)
        from x in Starts(width)
        select (x, y);

    /// <summary>Divides an image at one scale into bands of whole rows, which are scaled and searched one after another: a large one would take more memory than the image.</summary>
    /// <param name="width">Pixels of the image at the scale.</param>
    /// <param name="height">Likewise.</param>
    /// <param name="maximumPixels">Of a band, where that is enough for a row of windows.</param>
    /// <returns>The first row of each band, how many there are, and the corners of the windows in it, in pixels of all of the image.</returns>
    public static IEnumerable<(int Top, int Rows, IReadOnlyList<(int X, int Y)> Windows)> Bands(int width, int height, int maximumPixels)
    {
        var band = new List<(int X, int Y)>();
        foreach (var window in Windows(width, height))
        {
            if (band.Count > 0 && Bottom(window) - Top(band) > maximumPixels / width && window.Y != band[^1].Y)
            {
                yield return (Top(band), Bottom(band[^1]) - Top(band), band);
                band = [];
            }

            band.Add(window);
        }

        yield return (Top(band), Bottom(band[^1]) - Top(band), band);

        int Top(List<(int X, int Y)> windows) => Math.Max(0, windows[0].Y);

        int Bottom((int X, int Y) window) => Math.Min(height, window.Y + BlazeFace.Side);
    }

    // One window in the middle, or several from edge to edge.
    private static IEnumerable<int> Starts(int length)
    {
        var count = length <= BlazeFace.Side ? 1 : 1 + (int)Math.Ceiling((length - BlazeFace.Side) / (double)(BlazeFace.Side - Overlap));
        var rest = length - BlazeFace.Side;
        return Enumerable.Range(0, count).Select(index => count == 1 ? rest / 2 : (int)((long)index * rest / (count - 1)));
    }
}
