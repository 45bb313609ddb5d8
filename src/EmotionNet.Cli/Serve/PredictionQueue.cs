using System.Collections.Concurrent;
using EmotionNet.Cli.Predict;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;

namespace EmotionNet.Cli.Serve;

/// <summary>
/// Images on their way to an answer: threads decode them and look for faces, one image each; one thread classifies the faces of all images that are ready
/// as one batch.
/// </summary>
internal sealed class PredictionQueue : IDisposable
{
    // As many images as are classified at once; a batch is larger only with many faces in an image.
    private const int MaximumBatch = 64;

    // Decoded images that are held at the same time, 3 bytes a pixel.
    private const long MaximumPixels = 60_000_000;

    private readonly BlockingCollection<Job> _images = [];
    private readonly BlockingCollection<Job> _ready = [];
    private readonly PixelBudget _pixels = new(MaximumPixels);
    private readonly EmotionClassifier _classifier;
    private readonly ServeMetrics _metrics;
    private readonly Task[] _finders;
    private readonly Task _classification;

    /// <summary>Starts the threads.</summary>
    public PredictionQueue(EmotionClassifier classifier, ServeOptions options, ServeMetrics metrics)
    {
        (_classifier, _metrics) = (classifier, metrics);
        classifier.LoadDetector();
        _finders = [.. Enumerable.Range(0, options.Threads).Select(_ => Start(FindFaces))];
        _classification = Start(Classify);
    }

    /// <summary>Finds and classifies the faces of an image.</summary>
    /// <param name="image">What to predict.</param>
    /// <param name="place">The room of its request; held until the image has left the queue, even where the request is given up before.</param>
    /// <param name="cancellation">Gives it up, wherever it is.</param>
    /// <exception cref="UserInputException">It is not an image, damaged, cut off or too large.</exception>
    public async Task<ImagePrediction> Predict(PredictionImage image, Admission.Place place, CancellationToken cancellation)
    {
        var job = new Job(image, place.Share(), cancellation);
        await using var registration = cancellation.Register(() => job.Answer.TrySetCanceled(cancellation));
        try
        {
            _images.Add(job, cancellation);
        }
        catch
        {
            job.Leave();
            throw;
        }

        return await job.Answer.Task;
    }

    /// <summary>Waits for what was accepted, and ends the threads.</summary>
    public void Dispose()
    {
        _images.CompleteAdding();
        Task.WaitAll(_finders);
        _ready.CompleteAdding();
        _classification.Wait();
        _images.Dispose();
        _ready.Dispose();
    }

    private static Task Start(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void FindFaces()
    {
        foreach (var job in _images.GetConsumingEnumerable())
        {
            job.Try(() =>
            {
                var bytes = job.Image.Content;
                _pixels.Run(FaceImage.CountPixels(new MemoryStream(bytes, writable: false), job.Image.Name), () =>
                {
                    using var decoded = Decode(bytes, job.Image.Name);
                    using var detection = _metrics.Time("detect");
                    (job.Width, job.Height) = (decoded.Width, decoded.Height);
                    job.Faces = job.Image.IsFace ? [EmotionClassifier.AlignWhole(decoded)] : _classifier.Align(decoded, threads: 1, job.Cancellation);
                    return 0;
                }, job.Cancellation);
                _ready.Add(job);
            });
        }
    }

    private FaceImage Decode(byte[] content, string name)
    {
        using var timer = _metrics.Time("decode");
        return FaceImage.Decode(content, name);
    }

    private void Classify()
    {
        foreach (var first in _ready.GetConsumingEnumerable())
        {
            var batch = new List<Job> { first };
            while (batch.Count < MaximumBatch && _ready.TryTake(out var next))
            {
                batch.Add(next);
            }

            try
            {
                using var timer = _metrics.Time("classify");
                var faces = batch.SelectMany(job => job.Faces).ToList();
                var predictions = new Queue<FacePrediction>(_classifier.Classify(faces, CancellationToken.None));
                _metrics.CountBatch(batch.Count, faces.Count);
                foreach (var job in batch)
                {
                    job.Leave();
                    job.Answer.TrySetResult(new(job.Image.Name, job.Width, job.Height, [.. job.Faces.Select(_ => predictions.Dequeue())]));
                }
            }
            catch (Exception exception)
            {
                batch.ForEach(job => job.Fail(exception));
            }
        }
    }

    private sealed class Job(PredictionImage image, Admission.Place place, CancellationToken cancellation)
    {
        public PredictionImage Image { get; } = image;

        public CancellationToken Cancellation { get; } = cancellation;

        public TaskCompletionSource<ImagePrediction> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Width { get; set; }

        public int Height { get; set; }

        public IReadOnlyList<AlignedFace> Faces { get; set; } = [];

        // Before the answer is set: whoever has it may come again at once.
        public void Leave() => place.Dispose();

        public void Fail(Exception exception)
        {
            Leave();
            Answer.TrySetException(exception); // the request that waits for it tells it
        }

        public void Try(Action work)
        {
            if (Answer.Task.IsCompleted)
            {
                Leave();
                return; // given up while it waited
            }

            try
            {
                work();
            }
            catch (OperationCanceledException)
            {
                Leave();
                Answer.TrySetCanceled(Cancellation);
            }
            catch (Exception exception)
            {
                Fail(exception);
            }
        }
    }
}
