using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EmotionNet.Cli.Serve;

/// <summary>Turns what a request ended with into <c>application/problem+json</c>: one sentence, nothing of the image and nothing of the machine.</summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="log">For bugs.</param>
internal sealed partial class ServeFailures(RequestDelegate next, ILogger<ServeFailures> log)
{
    private const string Malformed = "The request is malformed or cut off.";

    /// <summary>Runs the rest of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            var (status, problem) = error switch
            {
                RequestFailure request => (request.Status, request.Message),
                UserInputException image => (StatusCodes.Status400BadRequest, FailureReport.OneLine(image.Message)),
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (StatusCodes.Status413PayloadTooLarge, "The body is too long."),
                BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } =>
                    (StatusCodes.Status408RequestTimeout, "The body arrives too slowly."),
                BadHttpRequestException http => (http.StatusCode, Malformed),
                IOException { InnerException: OverflowException } => (StatusCodes.Status400BadRequest, Malformed), // Kestrel's for a chunk whose length no number holds
                _ => (StatusCodes.Status500InternalServerError, "This is a bug in emotionnet; its log tells more."),
            };
            if (status == StatusCodes.Status500InternalServerError)
            {
                LogBug(error.GetType().Name, error.StackTrace);
            }

            await Results.Problem(problem, statusCode: status).ExecuteAsync(context);
        }
    }

    // Without the message, which might hold something of the request.
    [LoggerMessage(LogLevel.Error, "A request ended with a bug: {Type}{NewLine}{Stack}")]
    private partial void LogBug(string type, string newLine, string? stack);

    private void LogBug(string type, string? stack) => LogBug(type, Environment.NewLine, stack);
}
