namespace EmotionNet.Cli.Predict;

/// <summary>Bounds the memory of images that are decoded at the same time: as many as have so many pixels together, or one of any size alone.</summary>
/// <param name="maximumPixels">The pixels together.</param>
internal sealed class PixelBudget(long maximumPixels)
{
    private readonly object _changed = new();
    private long _pixels;

    /// <summary>Waits until there is room for an image, and runs.</summary>
    public T Run<T>(long pixels, Func<T> work)
    {
        lock (_changed)
        {
            while (_pixels > 0 && _pixels + pixels > maximumPixels)
            {
                Monitor.Wait(_changed);
            }

            _pixels += pixels;
        }

        try
        {
            return work();
        }
        finally
        {
            lock (_changed)
            {
                _pixels -= pixels;
                Monitor.PulseAll(_changed);
            }
        }
    }
}
