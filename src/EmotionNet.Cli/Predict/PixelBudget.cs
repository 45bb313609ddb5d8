namespace EmotionNet.Cli.Predict;

/// <summary>
/// Bounds the memory of images that are decoded at the same time: as many as have so many pixels together, or one of any size alone. First come, first served.
/// </summary>
/// <param name="maximumPixels">The pixels together.</param>
internal sealed class PixelBudget(long maximumPixels)
{
    private readonly object _changed = new();
    private readonly LinkedList<long> _waiting = [];
    private long _pixels;

    /// <summary>Waits until there is room for an image, and runs.</summary>
    /// <param name="pixels">The pixels of the image.</param>
    /// <param name="work">What runs.</param>
    /// <param name="cancellation">Ends the wait, not the work.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public T Run<T>(long pixels, Func<T> work, CancellationToken cancellation = default)
    {
        Enter(pixels, cancellation);
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

    private void Enter(long pixels, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(() =>
        {
            lock (_changed)
            {
                Monitor.PulseAll(_changed);
            }
        });
        lock (_changed)
        {
            var place = _waiting.AddLast(pixels);
            try
            {
                while (_waiting.First != place || (_pixels > 0 && _pixels + pixels > maximumPixels))
                {
                    cancellation.ThrowIfCancellationRequested();
                    Monitor.Wait(_changed);
                }

                _pixels += pixels;
            }
            finally
            {
                _waiting.Remove(place);
                Monitor.PulseAll(_changed); // the next one may fit too
            }
        }
    }
}
