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
    public Place? TryEnter(long bytes)
    {
        lock (_lock)
        {
            if (_requests >= maximumRequests || (_requests > 0 && _bytes + bytes > maximumBytes))
            {
                return null;
            }

            _requests++;
            _bytes += bytes;
            return new Place(new Lease(this, bytes));
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

    /// <summary>One holder of the room of a request, which is free again when the last one has left.</summary>
    internal sealed class Place : IDisposable
    {
        private readonly Lease _lease;
        private int _isOver;

        /// <summary>Adds a holder.</summary>
        public Place(Lease lease)
        {
            _lease = lease;
            _lease.Add();
        }

        /// <summary>A further holder, such as an image of the request that outlives it; to be called before this one leaves.</summary>
        public Place Share() => new(_lease);

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                _lease.Remove();
            }
        }
    }

    /// <summary>The room of a request.</summary>
    internal sealed class Lease(Admission admission, long bytes)
    {
        private int _holders;

        /// <summary>Counts a holder.</summary>
        public void Add() => Interlocked.Increment(ref _holders);

        /// <summary>Counts one less; the last one frees the room.</summary>
        public void Remove()
        {
            if (Interlocked.Decrement(ref _holders) == 0)
            {
                admission.Leave(bytes);
            }
        }
    }
}
