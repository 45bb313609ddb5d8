using System.Text.Json.Nodes;
using EmotionNet.Training;

namespace EmotionNet.Reporting.Mlflow;

/// <summary>What a run has to tell, in the words of MLflow's API.</summary>
internal static class MlflowJson
{
    private const int MaximumLength = 500; // of a value, in servers before version 2

    /// <summary>A parameter or a tag.</summary>
    public static JsonObject Pair(string key, string value) =>
        new() { ["key"] = key, ["value"] = value.Length > MaximumLength ? value[..MaximumLength] : value };

    /// <summary>A number.</summary>
    public static JsonNode Of(MlflowMetric metric) => new JsonObject
    {
        ["key"] = metric.Key,
        ["value"] = metric.Value,
        ["timestamp"] = metric.Milliseconds,
        ["step"] = metric.Step,
    };

    /// <summary>
    /// A status. A paused run is one of many of a search, most of which never go on: not KILLED, which people look into, nor RUNNING for ever.
    /// </summary>
    public static string Word(MlflowStatus status) => (status == MlflowStatus.Paused ? MlflowStatus.Finished : status).ToString().ToUpperInvariant();

    /// <summary>The tags of a new run.</summary>
    public static JsonArray TagsOf(RunPlan plan) =>
    [
        Pair("mlflow.source.name", "emotionnet"),
        Pair("mlflow.source.type", "LOCAL"),
        Pair("mlflow.user", Environment.UserName),
        Pair("data", plan.Layout),
        Pair("device", plan.Environment.Device),
        Pair("precision", plan.Environment.Precision),
        Pair("machine", plan.Environment.Machine),
        Pair("emotionnet", plan.Environment.EmotionNet),
    ];
}
