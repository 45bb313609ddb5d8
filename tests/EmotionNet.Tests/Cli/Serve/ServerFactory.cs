using EmotionNet.Cli.Serve;
using EmotionNet.Inference;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Hosting;

namespace EmotionNet.Tests.Cli.Serve;

/// <summary>The server in this process, without a port.</summary>
/// <param name="options">How it is set up.</param>
/// <param name="load">Loads another model than <see cref="Model"/>; or null.</param>
internal sealed class ServerFactory(ServeOptions options, Func<EmotionClassifier>? load = null) : WebApplicationFactory<ServeOptions>
{
    /// <summary>The bundled model that it serves.</summary>
    public const string Model = "fer2013";

    protected override IHostBuilder CreateHostBuilder() =>
        EmotionServer.CreateBuilder(options, load?.Invoke() ?? EmotionClassifier.Load(new ClassifierOptions { Threads = 1 }, Model));
}
