using System.Text.RegularExpressions;

namespace EmotionNet.Tests.Cli.Serve;

/// <summary>The real server, on a free port of this machine.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private const int Terminate = 15;

    private readonly EmotionNetProcess _process;

    public ServerProcess(string directory, params string[] arguments)
    {
        _process = EmotionNetProcess.Start(directory, ["serve", "--port", "0", "--threads", "2", .. arguments]);
        var line = _process.WaitForLine("Listening on ");
        Address = new Uri(AddressInLine().Match(line).Value);
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    public void Stop() => _process.Signal(Terminate);

    public (int ExitCode, string Output, string Errors) End() => _process.End();

    public void Dispose() => _process.Dispose();

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex AddressInLine();
}
