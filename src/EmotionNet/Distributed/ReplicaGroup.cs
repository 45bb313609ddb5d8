using System.Diagnostics;
using EmotionNet.Optimization;
using TorchSharp;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Distributed;

/// <summary>
/// The network and its replicas, each of which takes a part of every batch. They share one storage for their weights; the gradients of the
/// replicas are added to those of the network, and the running statistics of all are averaged. One replica is the plain network. Several ranks have
/// such a group each, and <see cref="SumOverRanks"/> makes their gradients and running statistics one.
/// </summary>
internal sealed class ReplicaGroup : IDisposable
{
    private readonly FlatParameters _weights;
    private readonly ReplicaLayout _layout;
    private readonly IRankGroup _ranks;
    private readonly List<Replica> _replicas = [];
    private readonly List<WorkerThread> _workers = [];

    /// <summary>Makes the replicas.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its storage.</param>
    /// <param name="layout">How many replicas there are, and their threads.</param>
    /// <param name="ranks">The processes that share each batch.</param>
    /// <param name="randomness">What the network draws from; null is torch's global generator. Becomes this object's.</param>
    /// <param name="create">Makes another network of the same architecture on the same device, which draws from the generator; null is torch's global one.</param>
    public ReplicaGroup(
        Module<Tensor, Tensor> network,
        FlatParameters weights,
        ReplicaLayout layout,
        IRankGroup ranks,
        Generator? randomness,
        Func<Generator?, Module<Tensor, Tensor>> create)
    {
        (_weights, _layout, _ranks) = (weights, layout, ranks);
        _replicas.Add(new(network, weights, randomness));
        while (_replicas.Count < layout.Replicas)
        {
            // On a GPU they compute one after the other and can share one; TorchSharp 0.107 makes generators of the CPU alone.
            var own = weights.Values.device.type == DeviceType.CPU ? new Generator() : null;
            var replica = create(own);
            _replicas.Add(new(replica, new FlatParameters(replica, weights), own));
        }

        for (var index = 1; index < layout.Workers; index++)
        {
            var (worker, threads) = (new WorkerThread($"replica worker {index}"), layout.ThreadsOf(index));
            worker.Start(() => SetThreads(threads)).Wait();
            _workers.Add(worker);
        }

        SetThreads(layout.Threads); // what a worker set became the default of all
    }

    /// <summary>Networks that take part.</summary>
    public int Count => _replicas.Count;

    /// <summary>Time spent in sums over the ranks, with waiting for the slowest; without what a GPU still computes.</summary>
    public TimeSpan SumTime { get; private set; }

    /// <summary>Does something with each network that takes part.</summary>
    public void ForEach(Action<Module<Tensor, Tensor>> action) => _replicas.ForEach(replica => action(replica.Network));

    /// <summary>Seeds what the replicas draw on a CPU, each by its place in all ranks; the first, and each on a GPU, draws from torch's global generator.</summary>
    public void Seed(long seed)
    {
        foreach (var (index, replica) in _replicas.Index())
        {
            replica.Randomness?.manual_seed(seed + (_ranks.Rank * Count) + index);
        }
    }

    /// <summary>Adds up the gradients of all ranks, and averages their running statistics.</summary>
    /// <param name="withStatistics">Whether the running statistics have changed since the last call.</param>
    public void SumOverRanks(bool withStatistics = true)
    {
        if (_ranks.Count == 1)
        {
            return;
        }

        using var noGradients = no_grad();
        var start = Stopwatch.GetTimestamp();
        _ranks.Sum(withStatistics ? _weights.GradientsAndStatistics : _weights.Gradients);
        SumTime += Stopwatch.GetElapsedTime(start);
        if (withStatistics)
        {
            _weights.Statistics.div_(Kept(_ranks.Count));
        }
    }

    /// <summary>Does the work of each network, on as many threads as there are workers, and returns when all is done.</summary>
    /// <param name="work">Adds to the gradients of a network; receives the network's index, from 0.</param>
    /// <param name="updateStatistics">Whether the running statistics follow the batch, or stay as they are.</param>
    /// <returns>The result of each network, in order.</returns>
    public IReadOnlyList<T> Run<T>(Func<Module<Tensor, Tensor>, int, T> work, bool updateStatistics = true)
    {
        using var statistics = updateStatistics ? null : _weights.Statistics.clone();
        ShareStatistics();
        var results = RunWorkers(work);
        GatherGradients();
        using var noGradients = no_grad();
        if (statistics is null)
        {
            AverageStatistics();
        }
        else
        {
            _weights.Statistics.copy_(statistics);
        }

        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _workers.ForEach(worker => worker.Dispose());
        _replicas[0].Randomness?.Dispose();
        foreach (var replica in _replicas.Skip(1))
        {
            replica.Weights.Dispose();
            replica.Network.Dispose();
            replica.Randomness?.Dispose();
        }
    }

    private List<T> RunWorkers<T>(Func<Module<Tensor, Tensor>, int, T> work)
    {
        if (_workers.Count == 0)
        {
            return WorkOf(0);
        }

        SetThreads(_layout.ThreadsOf(0));
        var others = _workers.Select((worker, index) => worker.Start(() => WorkOf(index + 1))).ToList();
        try
        {
            return [.. WorkOf(0), .. others.SelectMany(task => task.GetAwaiter().GetResult())];
        }
        finally
        {
            ((Task)Task.WhenAll(others)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            SetThreads(_layout.Threads);
        }

        List<T> WorkOf(int worker) => [.. Enumerable.Range(0, Count).Take(_layout.ReplicasOf(worker)).Select(index => work(_replicas[index].Network, index))];
    }

    // Of the calling thread. libtorch clears a cache of its own as it sets them, so nothing else may compute meanwhile.
    private static bool SetThreads(int count)
    {
        set_num_threads(count);
        return true;
    }

    private void GatherGradients()
    {
        using var noGradients = no_grad();
        foreach (var replica in _replicas.Skip(1))
        {
            _weights.Gradients.add_(replica.Weights.Gradients, Kept(1));
            replica.Weights.ZeroGradients();
        }
    }

    private void AverageStatistics()
    {
        if (Count > 1)
        {
            foreach (var replica in _replicas.Skip(1))
            {
                _weights.Statistics.add_(replica.Weights.Statistics, Kept(1));
            }

            _weights.Statistics.div_(Kept(Count));
        }
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
