using EmotionNet.Cli.Serve;
using EmotionNet.Inference;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Hosting;

namespace EmotionNet.Tests.Cli.Serve;

/// <summary>The server in this process, without a port.</summary>
/// <param name="options">How it is set up.</param>
internal sealed class ServerFactory(ServeOptions options) : WebApplicationFactory<ServeOptions>
{
    /// <summary>The bundled model that it serves.</summary>
    public const string Model = "fer2013";

    protected override IHostBuilder CreateHostBuilder() =>
        EmotionServer.CreateBuilder(options, EmotionClassifier.Load(new ClassifierOptions { Threads = 1 }, Model));
}
