using System.Collections.Concurrent;

namespace EmotionNet.Distributed;

/// <summary>
/// One thread for work that comes again and again. libtorch keeps OpenMP's settings and scratch memory for each thread that calls it, so the
/// changing threads of a pool would cost both anew.
/// </summary>
internal sealed class WorkerThread : IDisposable
{
    private readonly BlockingCollection<Task> _work = [];
    private readonly Thread _thread;

    /// <summary>Starts the thread, which waits.</summary>
    public WorkerThread(string name)
    {
        _thread = new Thread(RunQueue) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Queues work for the thread.</summary>
    public Task<T> Start<T>(Func<T> work)
    {
        var task = new Task<T>(work);
        _work.Add(task);
        return task;
    }

    /// <summary>Ends the thread, after the work that it has.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void RunQueue()
    {
        foreach (var task in _work.GetConsumingEnumerable())
        {
            task.RunSynchronously();
        }
    }
}
