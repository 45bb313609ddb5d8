using System.Text.Json;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Numerics;
using EmotionNet.Training;

namespace EmotionNet.Cli.Commands;

/// <summary>Scores a checkpoint on one split.</summary>
internal static class EvaluateCommand
{
    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(EvaluateRequest request)
    {
        var options = request.Options;
        if (!File.Exists(request.Checkpoint))
        {
            throw new UserInputException("there is no such checkpoint", "give --checkpoint a file that a run wrote", request.Checkpoint);
        }

        TorchRuntime.Initialize();
        if (options.Threads > 0)
        {
            TorchSharp.torch.set_num_threads(options.Threads);
        }

        using var data = request.IsFerPlus
            ? FerPlusDataset.LoadToScore(options.FerPlusDirectory, options.FerPlusMode, request.Split)
            : Fer2013Dataset.Load(options.DataDirectory, request.Split);
        var result = CheckpointEvaluation.Evaluate(request.Checkpoint, data[request.Split]!, options.TestTimeViews, options.Device, options.Precision);
        var views = OptionCatalog.Find("tta")!.Read(options);
        if (request.Json)
        {
            Screen.Line(JsonSerializer.Serialize(
                new { request.Checkpoint, Data = data.Layout, Split = Tables.Name(request.Split), Views = views, Scores = result },
                JsonFormat.Indented));
            return ExitCodes.Done;
        }

        Screen.Line($"{request.Checkpoint} on {result.Count:N0} {Tables.Name(request.Split)} faces of {data.Layout}, views: {views}");
        Screen.Line($"accuracy {Tables.Percent(result.Accuracy)}, macro-F1 {Tables.Short(result.MacroF1)}, loss {Tables.Short(result.Loss)}{Tables.Divergence(result)}");
        Screen.Line();
        Screen.Show(Tables.ClassScores(result));
        Screen.Line();
        Screen.Show(Tables.Confusion(result));
        return ExitCodes.Done;
    }
}
