using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EmotionNet.Cli.Serve;

/// <summary>What the generated OpenAPI document says beside what ASP.NET finds out itself.</summary>
internal static class ApiDescription
{
    private const string Bytes = "binary";
    private static readonly string[] ImageTypes = ["image/jpeg", "image/png", "image/webp", "image/bmp"];

    /// <summary>Names the document, and describes the bodies of <c>/v1/predict</c>.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "EmotionNet", Version = EmotionServer.Version, };
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
    }

    /// <summary>Describes <c>POST /v1/predict</c>.</summary>
    public static void DescribePredict(RouteHandlerBuilder route) => route
        .WithName("predict")
        .WithSummary("Finds the faces of images and classifies their emotions.")
        .WithDescription("The body is an image (JPEG, PNG, WebP, BMP), answered by an object, or a form of image files, answered by an array of such objects.")
        .WithMetadata(new NeedsKey())
        .Produces<PredictionDocument>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status408RequestTimeout)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            Describe(operation);
            return Task.CompletedTask;
        });

    private static void Describe(OpenApiOperation operation)
    {
        var image = new OpenApiSchema { Type = JsonSchemaType.String, Format = Bytes };
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema> { ["images"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = image } },
        };
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = ImageTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = image }),
        };
        operation.RequestBody.Content!["multipart/form-data"] = new OpenApiMediaType { Schema = form };
        var json = operation.Responses!["200"].Content!["application/json"];
        json.Schema = new OpenApiSchema { OneOf = [json.Schema!, new OpenApiSchema { Type = JsonSchemaType.Array, Items = json.Schema }] };
        operation.Parameters = [
            Query("detect", "false takes each image for a cropped face.", new() { Type = JsonSchemaType.Boolean, Default = JsonValue.Create(true) }),
            Query("top", "Classes of each face, the most probable first; all without it.", new() { Type = JsonSchemaType.Integer, Minimum = "1" }),
        ];
    }

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };
}
