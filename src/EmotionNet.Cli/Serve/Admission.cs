namespace EmotionNet.Cli.Serve;

/// <summary>Bounds what the server holds in memory: requests, and the bytes of their bodies together. Whoever is not admitted is told to come again.</summary>
/// <param name="maximumRequests">Requests at the same time.</param>
/// <param name="maximumBytes">Bytes of their bodies together.</param>
internal sealed class Admission(int maximumRequests, long maximumBytes)
{
    private readonly Lock _lock = new();
    private int _requests;
    private long _bytes;

    /// <summary>Admits a request before its body is read.</summary>
    /// <param name="bytes">The most that the body can have.</param>
    /// <returns>To be disposed when the request is answered; null where there is no room.</returns>
    public IDisposable? TryEnter(long bytes)
    {
        lock (_lock)
        {
            if (_requests >= maximumRequests || (_requests > 0 && _bytes + bytes > maximumBytes))
            {
                return null;
            }

            _requests++;
            _bytes += bytes;
            return new Lease(this, bytes);
        }
    }

    private void Leave(long bytes)
    {
        lock (_lock)
        {
            _requests--;
            _bytes -= bytes;
        }
    }

    private sealed class Lease(Admission admission, long bytes) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                admission.Leave(bytes);
            }
        }
    }
}
