using EmotionNet.Optimization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Distributed;

/// <summary>
/// The network and its replicas, which take a part of each batch at the same time. They have one storage for their weights; the gradients of
/// the replicas are added to those of the network, and the running statistics of all are averaged. With one replica it is the plain network.
/// </summary>
internal sealed class ReplicaGroup : IDisposable
{
    private readonly FlatParameters _weights;
    private readonly ReplicaLayout _layout;
    private readonly List<Replica> _replicas = [];
    private readonly List<WorkerThread> _workers = [];

    /// <summary>Makes the replicas.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its storage.</param>
    /// <param name="share">How many there are, and their threads.</param>
    /// <param name="create">Makes another network of the same architecture, which draws from the generator.</param>
    public ReplicaGroup(Module<Tensor, Tensor> network, FlatParameters weights, ReplicaLayout share, Func<Generator, Module<Tensor, Tensor>> create)
    {
        _weights = weights;
        _layout = share;
        _replicas.Add(new(network, weights, null));
        while (_replicas.Count < share.Replicas)
        {
            var randomness = new Generator(0, CPU);
            var replica = create(randomness);
            _replicas.Add(new(replica, new FlatParameters(replica, weights), randomness));
            var worker = new WorkerThread($"replica {_replicas.Count}");
            worker.Start(() => SetThreads(_layout.ThreadsOf(_replicas.Count - 1))).Wait();
            _workers.Add(worker);
        }

        SetThreads(share.Threads); // what a worker set became the default of all
    }

    /// <summary>Networks that take part.</summary>
    public int Count => _replicas.Count;

    /// <summary>Seeds what the replicas draw; the network itself draws from torch's global generator.</summary>
    public void Seed(long seed)
    {
        foreach (var (index, replica) in _replicas.Index())
        {
            replica.Randomness?.manual_seed(seed + index);
        }
    }

    /// <summary>Does the work of each network at the same time, that of the network itself on this thread, and returns when all is done.</summary>
    /// <param name="work">Adds to the gradients of a network; told which one it is, from 0.</param>
    /// <returns>What each came to, in order.</returns>
    public IReadOnlyList<T> Run<T>(Func<Module<Tensor, Tensor>, int, T> work)
    {
        if (Count == 1)
        {
            return [work(_replicas[0].Network, 0)];
        }

        ShareStatistics();
        SetThreads(_layout.ThreadsOf(0));
        var others = _workers.Select((worker, index) => worker.Start(() => work(_replicas[index + 1].Network, index + 1))).ToList();
        try
        {
            var first = work(_replicas[0].Network, 0);
            IReadOnlyList<T> results = [first, .. others.Select(task => task.GetAwaiter().GetResult())];
            Gather();
            return results;
        }
        finally
        {
            ((Task)Task.WhenAll(others)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            SetThreads(_layout.Threads);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _workers.ForEach(worker => worker.Dispose());
        foreach (var replica in _replicas.Skip(1))
        {
            replica.Weights.Dispose();
            replica.Network.Dispose();
            replica.Randomness!.Dispose();
        }
    }

    // Of the calling thread. libtorch clears a cache of its own as it sets them, so nothing else may compute meanwhile.
    private static bool SetThreads(int count)
    {
        set_num_threads(count);
        return true;
    }

    private void Gather()
    {
        using var noGradients = no_grad();
        foreach (var replica in _replicas.Skip(1))
        {
            _weights.DecayedGradient.add_(replica.Weights.DecayedGradient);
            _weights.NotDecayedGradient.add_(replica.Weights.NotDecayedGradient);
            _weights.Statistics.add_(replica.Weights.Statistics);
            replica.Weights.ZeroGradients();
        }

        _weights.Statistics.div_(Count);
    }

    // Those of the network may have been restored from a checkpoint since.
    private void ShareStatistics()
    {
        using var noGradients = no_grad();
        foreach (var replica in _replicas.Skip(1))
        {
            replica.Weights.Statistics.copy_(_weights.Statistics);
        }
    }

    private sealed record Replica(Module<Tensor, Tensor> Network, FlatParameters Weights, Generator? Randomness);
}
