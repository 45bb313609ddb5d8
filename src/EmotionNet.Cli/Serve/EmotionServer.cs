using System.Net.Sockets;
using System.Reflection;
using EmotionNet.Inference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Prometheus;

namespace EmotionNet.Cli.Serve;

/// <summary>The HTTP server: an API, a page, metrics. SIGTERM and Ctrl-C let running requests end.</summary>
internal static class EmotionServer
{
    private const int MinimumBytesPerSecond = 2048;

    private static readonly TimeSpan SlowBodyGrace = TimeSpan.FromSeconds(5);
    private static readonly string[] LocalNames = ["localhost", "127.0.0.1", "[::1]"];
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Options];

    /// <summary>Puts the server together.</summary>
    /// <param name="options">How it listens and what it allows.</param>
    /// <param name="classifier">Answers; disposed with the server.</param>
    public static IHostBuilder CreateBuilder(ServeOptions options, EmotionClassifier classifier) => new HostBuilder()
        .ConfigureLogging(log => log
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(format => (format.SingleLine, format.ColorBehavior) = (true, LoggerColorBehavior.Disabled))
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)) // what it throws is told in one sentence
        .ConfigureServices(services =>
        {
            // No key ring, no user's profile, nothing on the disk.
            services.AddSingleton(options).AddSingleton(_ => classifier).AddSingleton<ServeMetrics>().AddSingleton<PredictionQueue>();
            services.AddSingleton(new Admission(options.MaximumRequests, options.MaximumBytes)).AddSingleton<PredictEndpoint>();
            services.AddRouting().AddOpenApi("v1", ApiDescription.Configure);
            services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Timeout + TimeSpan.FromSeconds(5));
            services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
            services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = AllowedHosts(options));
        })
        .ConfigureWebHost(web => web
            .UseKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = options.MaximumBodyLength;
                kestrel.Limits.MinRequestBodyDataRate = new(MinimumBytesPerSecond, SlowBodyGrace);
                kestrel.Limits.RequestHeadersTimeout = options.Timeout;
                kestrel.Limits.MaxConcurrentConnections = ConnectionLimit.OfThisProcess();
                kestrel.Listen(options.Address, options.Port);
            })
            .Configure(Configure));

    private static void Configure(IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        var metrics = services.GetRequiredService<ServeMetrics>();
        _ = services.GetRequiredService<PredictionQueue>(); // the models are loaded before the first request
        app.Use(next => context => ServePage.AddHeaders(context, next));
        app.UseHostFiltering();
        app.Use(next => context => RefuseOtherMethods(context, next)); // before the metrics, which keep a series for each method
        app.UseStatusCodePages(page => Explain(page.HttpContext));
        app.UseRouting();
        app.UseHttpMetrics(http =>
        {
            http.InProgress.Registry = metrics.Registry;
            http.RequestCount.Registry = metrics.Registry;
            http.RequestDuration.Registry = metrics.Registry;
        });
        app.UseMiddleware<ServeFailures>();
        app.Use(next => context => RequireKey(context, next));
        app.UseEndpoints(Map);
    }

    private static void Map(IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var classifier = services.GetRequiredService<EmotionClassifier>();
        var predict = services.GetRequiredService<PredictEndpoint>();
        ApiDescription.DescribePredict(routes.MapPost("/v1/predict", (Delegate)predict.Answer));
        routes.MapGet("/v1/model", () => ModelDocument.Of(classifier)).WithName("model").WithSummary("Describes the network.")
            .WithMetadata(new NeedsKey()).ProducesProblem(StatusCodes.Status401Unauthorized);
        routes.MapGet("/healthz", () => "ok").WithName("healthz").WithSummary("Whether the process is alive.");
        routes.MapGet("/readyz", () => lifetime.ApplicationStopping.IsCancellationRequested
            ? Results.Text("stopping", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ready")).WithName("readyz").WithSummary("Whether requests are accepted: 503 once the server is stopping.");
        routes.MapMetrics("/metrics", services.GetRequiredService<ServeMetrics>().Registry).WithMetadata(new NeedsKey());
        routes.MapOpenApi("/openapi/{documentName}.json");
        ServePage.Map(routes);
    }

    private static string[] AllowedHosts(ServeOptions options) => !options.IsLocal ? ["*"]
        : [.. LocalNames, options.Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{options.Address}]" : options.Address.ToString()];

    private static async Task RefuseOtherMethods(HttpContext context, RequestDelegate next)
    {
        if (Methods.Contains(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Response.Headers.Allow = string.Join(", ", Methods);
        await Results.Problem("This server has no such method.", statusCode: StatusCodes.Status405MethodNotAllowed).ExecuteAsync(context);
    }

    // What routing refuses has no body.
    private static Task Explain(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var problem = status switch
        {
            StatusCodes.Status404NotFound => "There is nothing at this address; /openapi/v1.json lists what there is.",
            StatusCodes.Status405MethodNotAllowed => "This address does not take this method; /openapi/v1.json lists those that it takes.",
            _ => null,
        };
        return Results.Problem(problem, statusCode: status).ExecuteAsync(context);
    }

    private static async Task RequireKey(HttpContext context, RequestDelegate next)
    {
        var options = context.RequestServices.GetRequiredService<ServeOptions>();
        var needsKey = context.GetEndpoint()?.Metadata.GetMetadata<NeedsKey>() is not null;
        if (needsKey && options.Key is { } key && !key.Accepts(context.Request.Headers.Authorization))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            throw new RequestFailure(StatusCodes.Status401Unauthorized, "Send the key of this server: Authorization: Bearer KEY.");
        }

        await next(context);
    }

    /// <summary>The version of the program.</summary>
    public static string Version { get; } =
        typeof(EmotionServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}

/// <summary>Marks an endpoint that needs the API key, where there is one.</summary>
internal sealed class NeedsKey;
