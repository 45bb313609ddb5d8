using EmotionNet.Cli.Predict;
using EmotionNet.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace EmotionNet.Cli.Serve;

/// <summary>Reads the images of a request into memory. ASP.NET's own form reader would write larger files to the disk.</summary>
internal static class RequestImages
{
    private const int MaximumBoundaryLength = 200;
    private const int BufferLength = 1 << 16;

    /// <summary>The one image that is the body, or the files of a multipart form.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">The limits.</param>
    /// <param name="isFace">Whether the images are cropped faces.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="RequestFailure">The body is too long, empty, malformed or of another type.</exception>
    public static async Task<IReadOnlyList<PredictionImage>> Read(HttpRequest request, ServeOptions options, bool isFace, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            throw WrongType();
        }

        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadForm(request, type, options, isFace, cancellation);
        }

        if (!type.Type.Equals("image", StringComparison.OrdinalIgnoreCase) && type.MediaType != "application/octet-stream")
        {
            throw WrongType();
        }

        var content = await ReadToEnd(request.Body, options.MaximumBodyLength, new byte[BufferLength], cancellation);
        return content.Length > 0 ? [new(ImageSources.StandardInput, content, isFace)] : throw new RequestFailure(
            StatusCodes.Status400BadRequest, "The body is empty; send an image.");
    }

    private static async Task<IReadOnlyList<PredictionImage>> ReadForm(
        HttpRequest request, MediaTypeHeaderValue type, ServeOptions options, bool isFace, CancellationToken cancellation)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaximumBoundaryLength)
        {
            throw Malformed();
        }

        var images = new List<PredictionImage>();
        var (remaining, sections, buffer) = (options.MaximumBodyLength, 0, new byte[BufferLength]);
        try
        {
            var reader = new MultipartReader(boundary, request.Body);
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (++sections > options.MaximumImages)
                {
                    throw new RequestFailure(
                        StatusCodes.Status413PayloadTooLarge, $"Send at most {options.MaximumImages} images and fields in a request.");
                }

                var content = await ReadToEnd(section.Body, remaining, buffer, cancellation);
                remaining -= content.Length;
                if (section.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition())
                {
                    images.Add(new(NameOf(disposition), content, isFace));
                }
            }
        }
        catch (Exception error) when (error is IOException and not BadHttpRequestException or InvalidDataException)
        {
            throw Malformed();
        }

        return images.Count > 0 ? images : throw new RequestFailure(StatusCodes.Status400BadRequest, "The form has no file; send at least one image.");
    }

    private static string NameOf(ContentDispositionHeaderValue disposition)
    {
        var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : HeaderUtilities.RemoveQuotes(disposition.FileName).Value;
        return string.IsNullOrEmpty(name) ? ImageSources.StandardInput : name;
    }

    private static async Task<byte[]> ReadToEnd(Stream body, int maximumLength, byte[] buffer, CancellationToken cancellation)
    {
        using var content = new GrowingBytes();
        for (int count; (count = await body.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (content.Length + count > maximumLength)
            {
                throw TooLong(maximumLength);
            }

            content.Write(buffer.AsSpan(0, count));
        }

        return content.Take();
    }

    /// <summary>For a body above the limit.</summary>
    public static RequestFailure TooLong(int maximumLength) => new(
        StatusCodes.Status413PayloadTooLarge, $"The body is too long; send at most {maximumLength >> 20} MB.");

    private static RequestFailure Malformed() => new(StatusCodes.Status400BadRequest, "The multipart form is malformed or cut off.");

    private static RequestFailure WrongType() => new(
        StatusCodes.Status415UnsupportedMediaType, "Send an image as the body (Content-Type: image/jpeg or of another image), or a multipart form of files.");
}
