namespace EmotionNet.Cli.Serve;

/// <summary>A request that cannot be answered, and why; the client reads the sentence.</summary>
/// <param name="status">The HTTP status, 4xx or 503.</param>
/// <param name="problem">One sentence.</param>
internal sealed class RequestFailure(int status, string problem) : Exception(problem)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}
