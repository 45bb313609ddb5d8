using System.CommandLine;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Explain;
using EmotionNet.Cli.Options;
using EmotionNet.Cli.Predict;
using EmotionNet.Configuration;
using EmotionNet.Export;
using EmotionNet.Inference;

namespace EmotionNet.Cli.Commands;

/// <summary><c>explain</c>: draws which places of a face speak for a class.</summary>
internal static class ExplainCommand
{
    private static readonly OptionChoice<ExplainMethod> Both = new("both", ExplainMethod.GradCam | ExplainMethod.Occlusion);
    private static readonly OptionChoice<ExplainMethod>[] Methods = [new("grad-cam", ExplainMethod.GradCam), new("occlusion", ExplainMethod.Occlusion), Both];

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        const string Help = "Draws which places of a face speak for a class, by Grad-CAM and occlusion: of the faces of images, or of those of a data set "
            + "that the network is most confidently wrong about.";
        var flags = new CommandFlags(new Command("explain", Help))
        {
            Examples =
            [
                new("an image", "emotionnet explain --model models/ferplus.safetensors me.jpg --out explained"),
                new(
                    "the 20 most confident errors of a run",
                    "emotionnet explain --model checkpoints --split validation --worst 20 --data-dir data/fer2013 --out explained"),
                new("what would speak for another class", "emotionnet explain --model checkpoints me.jpg --class sad --method occlusion --out explained"),
            ],
        };
        var sources = flags.AddPaths("SOURCE...", "images, directories with all below them, patterns, as of predict; or none, with --worst");
        var model = flags.AddRequired(
            "--model",
            OptionGroup.Model,
            ValueFormats.Text("FILE", "a .safetensors file or the directory of a run", PathKind.FileOrDirectory),
            "the network: a .safetensors file, or the directory of a run, whose best weights count");
        var worst = flags.AddNumber(
            "--worst", OptionGroup.Data, 1, 10_000, "explain the N faces of --split that the network is most confidently wrong about", "explain images");
        var isFace = flags.AddSwitch("--no-detect", OptionGroup.Data, "take each image for a cropped face: its middle square is explained");
        var minimumFace = PredictCommand.AddMinimumFace(flags);
        var scoring = new ScoringFlags(flags, ScoringOutput.WorstFaces);
        var className = flags.AddOptional(
            "--class", OptionGroup.Output, ValueFormats.Text("NAME", "a class of the network", PathKind.None), "the class to explain", "the predicted one");
        var method = flags.AddChoice("--method", OptionGroup.Output, "how to explain", Both, Methods);
        var stage = flags.AddNumber(
            "--stage", OptionGroup.Output, 1, 4, "the stage of the network whose features Grad-CAM weighs; earlier ones are finer and say less", "4, the last");
        var output = flags.AddRequired("--out", OptionGroup.Output, ValueFormats.Directory, "where to write a drawing of each face, as PNG");
        flags.Command.SetAction(parsed =>
        {
            var (paths, count, data) = (flags.ReadPaths(parsed, sources), parsed.GetValue(worst)?.Value, scoring.Read(parsed));
            RequireOneKind(paths, count, isOfData: scoring.IsGiven(parsed), isOfImages: parsed.GetValue(isFace) || parsed.GetValue(minimumFace) is not null);
            var request = new ExplainRequest
            {
                Weights = FindWeights(parsed.GetRequiredValue(model)),
                OutputDirectory = parsed.GetRequiredValue(output),
                Sources = count is null ? ImageSources.Find(paths, listFile: null) : null,
                Worst = count,
                Scoring = data,
                Methods = parsed.GetRequiredValue(method).Value,
                Stage = parsed.GetValue(stage)?.Value,
                ClassName = parsed.GetValue(className),
                IsFace = parsed.GetValue(isFace),
                MinimumFaceSize = PredictCommand.MinimumFaceOf(parsed.GetValue(isFace), parsed.GetValue(minimumFace)?.Value),
            };
            return Run(request);
        });
        return flags;
    }

    private static void RequireOneKind(string[] paths, int? worst, bool isOfData, bool isOfImages)
    {
        if (paths.Length > 0 && worst is not null)
        {
            throw new UserInputException("explain takes images or --worst faces of a data set, not both", "leave one out");
        }

        if (paths.Length == 0 && worst is null)
        {
            throw new UserInputException("explain needs a face", "name images, or give --worst N and --data-dir");
        }

        if (worst is null && isOfData)
        {
            throw new UserInputException("--split and the directories of data are for --worst faces of a data set", "give --worst N, or leave them out");
        }

        if (worst is not null && isOfImages)
        {
            throw new UserInputException("--no-detect and --min-face are for images, and --worst explains faces of a data set", "leave one out");
        }
    }

    private static string FindWeights(string model)
    {
        if (OnnxFile.IsNamed(model) || (BundledModels.Classifiers.Contains(model) && !Path.Exists(model)))
        {
            throw new UserInputException(
                "explain needs the gradients of the network, which an ONNX model does not have",
                "give the .safetensors file that it was exported from, such as models/ferplus.safetensors, or the directory of a run",
                model);
        }

        return RunWeights.Require(model);
    }

    private static int Run(ExplainRequest request)
    {
        if (request.Sources is { } sources)
        {
            OutputNames.Check(request.OutputDirectory, "--out", sources);
        }

        var run = new ExplainRun(request);
        List<ExplainedFace> explained = [];
        foreach (var face in run.Run(Console.Error))
        {
            if (request.Scoring.Json)
            {
                Screen.Line(face.ToJson());
            }
            else
            {
                explained.Add(face);
            }
        }

        if (explained.Count > 0)
        {
            Screen.Show(new TextTable(ExplainedFace.Headings, [.. explained.Select(face => face.ToRow())]));
        }
        else if (!request.Scoring.Json && request.Worst is not null)
        {
            Screen.Line("The network is wrong about no face of the split.");
        }

        return run.Skipped > 0 ? ExitCodes.Skipped : ExitCodes.Done;
    }
}
