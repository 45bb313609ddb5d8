using Prometheus;

namespace EmotionNet.Cli.Serve;

/// <summary>What <c>/metrics</c> tells Prometheus, beside the counts and durations of HTTP requests.</summary>
internal sealed class ServeMetrics
{
    private readonly Counter _images;
    private readonly Counter _faces;
    private readonly Counter _rejected;
    private readonly Histogram _batches;
    private readonly Histogram _stages;

    /// <summary>Registers the metrics in a registry of their own.</summary>
    public ServeMetrics()
    {
        Registry = Metrics.NewCustomRegistry();
        DotNetStats.Register(Registry);
        var factory = Metrics.WithCustomRegistry(Registry);
        _images = factory.CreateCounter("emotionnet_images_total", "Images that were classified.");
        _faces = factory.CreateCounter("emotionnet_faces_total", "Faces that were classified.");
        _rejected = factory.CreateCounter("emotionnet_rejected_requests_total", "Requests that were told to retry later (503).");
        _batches = factory.CreateHistogram("emotionnet_batch_images", "Images that were classified together.", new HistogramConfiguration
        {
            Buckets = Histogram.ExponentialBuckets(1, 2, 7),
        });
        _stages = factory.CreateHistogram("emotionnet_stage_seconds", "Duration of a stage, for one image or one batch.", new HistogramConfiguration
        {
            Buckets = Histogram.ExponentialBuckets(0.001, 2, 14),
            LabelNames = ["stage"],
        });
    }

    /// <summary>Where the metrics are.</summary>
    public CollectorRegistry Registry { get; }

    /// <summary>Counts images that were classified together.</summary>
    public void CountBatch(int images, int faces)
    {
        _images.Inc(images);
        _faces.Inc(faces);
        _batches.Observe(images);
    }

    /// <summary>Counts a request for which there was no room.</summary>
    public void CountRejection() => _rejected.Inc();

    /// <summary>Measures until it is disposed.</summary>
    public Prometheus.ITimer Time(string stage) => _stages.WithLabels(stage).NewTimer();
}
