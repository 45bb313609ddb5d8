using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.FerPlus;
using EmotionNet.Runtime;

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
            throw new UserInputException(
                Directory.Exists(request.Checkpoint) ? "a folder is no checkpoint" : "there is no such checkpoint",
                $"give --checkpoint {EvaluateFlags.CheckpointExample}",
                request.Checkpoint);
        }

        TorchRuntime.Initialize();
        if (options.Threads > 0)
        {
            TorchSharp.torch.set_num_threads(options.Threads);
        }

        using var data = request.IsFerPlus ?? Checkpoint.Describe(request.Checkpoint).ClassNames.SequenceEqual(EmotionClasses.FerPlus)
            ? FerPlusDataset.LoadToScore(options.FerPlusDirectory, options.FerPlusMode, request.Split)
            : Fer2013Dataset.Load(options.DataDirectory, request.Split);
        var (result, withoutDuplicates) = CheckpointEvaluation.Evaluate(
            request.Checkpoint,
            data,
            request.Split,
            options.TtaMode,
            options.Device,
            options.Precision);
        var views = OptionCatalog.Find("tta")!.Read(options);
        if (request.Json)
        {
            Screen.Line(JsonSerializer.Serialize(
                new
                {
                    request.Checkpoint,
                    Data = data.Layout,
                    Split = Tables.Name(
                    request.Split),
                    Views = views,
                    Scores = result,
                    WithoutDuplicates = withoutDuplicates
                },
                JsonFormat.Indented));
            return ExitCodes.Done;
        }

        Screen.Line($"{request.Checkpoint} on {result.Count:N0} {Tables.Name(request.Split)} faces of {data.Layout}, views: {views}");
        Screen.Show(new TextTable(["", .. Tables.ScoreNames], withoutDuplicates is null
            ? [["all", .. Tables.Scores(result)]]
            : [["all", .. Tables.Scores(result)], [$"no twin in the data's {data.Training!.Count:N0} training faces", .. Tables.Scores(withoutDuplicates)]]));
        if (result.KullbackLeiblerDivergence is not null)
        {
            Screen.Line($"Of the distribution of the votes{Tables.Divergence(result)}.");
        }

        if (result.Calibration is { } calibration)
        {
            var fittedOn = request.Split == DataSplit.Validation ? "these" : "the validation";
            var note = calibration.Temperature is null ? "" : $", fitted on {fittedOn} faces";
            Screen.Line($"On {Tables.Name(request.Split)}: {Tables.Confidence(calibration)}{note}.");
        }

        Screen.Line();
        Screen.Show(Tables.ClassScores(result));
        Screen.Line();
        Screen.Show(Tables.Confusion(result));
        return ExitCodes.Done;
    }
}
