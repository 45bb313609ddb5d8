using System.Net;

namespace EmotionNet.Cli.Serve;

/// <summary>How <c>serve</c> listens and what it allows.</summary>
internal sealed record ServeOptions
{
    /// <summary>The default of <see cref="Port"/>.</summary>
    public const int DefaultPort = 8080;

    /// <summary>The address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>What a client must send as a bearer token, or null.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>Images that are decoded and searched for faces at the same time.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes of a request's body.</summary>
    public int MaximumBodyLength { get; init; } = 20 << 20;

    /// <summary>Images of one request.</summary>
    public int MaximumImages { get; init; } = 64;

    /// <summary>Requests that are read, wait or are answered at the same time; more get 503.</summary>
    public int MaximumRequests { get; init; } = 64;

    /// <summary>Bytes that those requests may hold together; more get 503.</summary>
    public long MaximumBytes { get; init; } = 256 << 20;

    /// <summary>From the beginning of a request to its answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether only this machine can connect.</summary>
    public bool IsLocal => IPAddress.IsLoopback(Address);
}
