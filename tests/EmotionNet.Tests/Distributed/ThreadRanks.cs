using EmotionNet.Distributed;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Distributed;

/// <summary>Ranks that are threads of this process, which meet as those of MPI do.</summary>
internal sealed class ThreadRanks : IRankGroup
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly object?[] _posted;
    private readonly Barrier _barrier;

    private ThreadRanks(int rank, object?[] posted, Barrier barrier) => (Rank, _posted, _barrier) = (rank, posted, barrier);

    public int Rank { get; }

    public int LocalRank => Rank;

    public int Count => _posted.Length;

    public string Name => "threads";

    /// <summary>Does the work of each rank at the same time.</summary>
    /// <returns>The result of each.</returns>
    public static T[] Run<T>(int count, Func<IRankGroup, T> work)
    {
        var posted = new object?[count];
        using var barrier = new Barrier(count);
        var results = new T[count];
        var failures = new Exception?[count];
        var threads = Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = work(new ThreadRanks(rank, posted, barrier));
            }
            catch (Exception failure)
            {
                failures[rank] = failure;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return failures.All(failure => failure is null) ? results : throw new AggregateException(failures.OfType<Exception>());
    }

    public void Sum(Tensor tensor)
    {
        using var noGradients = no_grad();
        using var mine = tensor.clone();
        var all = Exchange(mine);
        tensor.zero_();
        foreach (var other in all)
        {
            tensor.add_((Tensor)other!);
        }

        Meet(); // before the clones are freed
    }

    public void Broadcast(Span<byte> bytes) => ((byte[])Exchange(bytes.ToArray())[0]!).CopyTo(bytes);

    public byte[] Gather(ReadOnlySpan<byte> bytes) => [.. Exchange(bytes.ToArray()).SelectMany(other => (byte[])other!)];

    public double Max(double value) => Exchange(value).Max(other => (double)other!);

    public void Abort(int exitCode) => throw new InvalidOperationException("aborted");

    public void Dispose()
    {
    }

    private object?[] Exchange(object mine)
    {
        _posted[Rank] = mine;
        Meet();
        object?[] all = [.. _posted];
        Meet(); // before one posts the next
        return all;
    }

    private void Meet() => Assert.True(_barrier.SignalAndWait(Timeout), "Another rank did not come.");
}
