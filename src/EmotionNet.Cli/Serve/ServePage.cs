using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EmotionNet.Cli.Serve;

/// <summary>The page at <c>/</c>: three files of this program and nothing from elsewhere.</summary>
internal static class ServePage
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly (string Route, string File, string Type)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    /// <summary>Serves the files.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (route, file, type) in Files)
        {
            var content = Read(file);
            routes.MapGet(route, (HttpContext context) => Results.Bytes(content, type)).ExcludeFromDescription();
        }
    }

    /// <summary>Headers for every answer: no scripts, frames or caches of others.</summary>
    public static async Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
        await next(context);
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(ServePage).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
