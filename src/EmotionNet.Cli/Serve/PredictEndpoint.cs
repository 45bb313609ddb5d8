using System.Globalization;
using System.Text.Json;
using EmotionNet.Cli.Predict;
using Microsoft.AspNetCore.Http;

namespace EmotionNet.Cli.Serve;

/// <summary><c>POST /v1/predict</c>.</summary>
/// <param name="queue">Answers.</param>
/// <param name="admission">Bounds what is held.</param>
/// <param name="options">The limits.</param>
/// <param name="metrics">Counts.</param>
internal sealed class PredictEndpoint(PredictionQueue queue, Admission admission, ServeOptions options, ServeMetrics metrics)
{
    private const int RetryAfterSeconds = 1;
    private const int MaximumTop = 100;

    /// <summary>Answers a request: the JSON of <c>emotionnet predict</c>, an object for an image, an array for a form.</summary>
    /// <exception cref="RequestFailure">The request cannot be answered.</exception>
    /// <exception cref="UserInputException">An image cannot be read.</exception>
    public async Task<IResult> Answer(HttpContext context)
    {
        var request = context.Request;
        var (isFace, top) = (!ReadSwitch(request, "detect", usual: true), ReadTop(request));
        if (request.ContentLength > options.MaximumBodyLength)
        {
            throw RequestImages.TooLong(options.MaximumBodyLength);
        }

        using var place = admission.TryEnter(request.ContentLength ?? options.MaximumBodyLength);
        if (place is null)
        {
            throw Busy(context, "The server is busy; send the request again.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeout.CancelAfter(options.Timeout);
        var isRead = false;
        try
        {
            var images = await RequestImages.Read(request, options, isFace, timeout.Token);
            isRead = true;
            var predictions = await Task.WhenAll(images.Select(image => queue.Predict(image, place, timeout.Token)));
            return Results.Bytes(ToJson(predictions, IsForm(request), top), "application/json");
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            var limit = string.Create(CultureInfo.InvariantCulture, $"{options.Timeout.TotalSeconds} seconds");
            throw isRead
                ? Busy(context, $"The answer took longer than {limit}; send the request again.")
                : new RequestFailure(StatusCodes.Status408RequestTimeout, $"The request took longer than {limit} to arrive.");
        }
    }

    private static bool IsForm(HttpRequest request) => request.HasFormContentType;

    private static byte[] ToJson(ImagePrediction[] predictions, bool isArray, int? top)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, PredictionJson.Options))
        {
            if (isArray)
            {
                json.WriteStartArray();
            }

            foreach (var prediction in predictions)
            {
                PredictionJson.Write(json, prediction, top);
            }

            if (isArray)
            {
                json.WriteEndArray();
            }
        }

        return stream.ToArray();
    }

    private RequestFailure Busy(HttpContext context, string problem)
    {
        metrics.CountRejection();
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return new RequestFailure(StatusCodes.Status503ServiceUnavailable, problem);
    }

    private static bool ReadSwitch(HttpRequest request, string name, bool usual) => request.Query[name].ToString() switch
    {
        "" => usual,
        "true" => true,
        "false" => false,
        _ => throw new RequestFailure(StatusCodes.Status400BadRequest, $"The parameter {name} is true or false."),
    };

    private static int? ReadTop(HttpRequest request)
    {
        var text = request.Query["top"].ToString();
        return text.Length == 0 ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top is >= 1 and <= MaximumTop ? top
            : throw new RequestFailure(StatusCodes.Status400BadRequest, $"The parameter top is a whole number from 1 to {MaximumTop}.");
    }
}
