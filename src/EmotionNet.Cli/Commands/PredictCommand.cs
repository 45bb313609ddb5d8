using System.CommandLine;
using EmotionNet.Cli.Options;
using EmotionNet.Cli.Predict;
using EmotionNet.Configuration;
using EmotionNet.Files;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;

namespace EmotionNet.Cli.Commands;

/// <summary><c>predict</c>: finds the faces of images and classifies their emotions. It loads no libtorch, unless a model is a checkpoint.</summary>
internal static class PredictCommand
{
    private const int DefaultBatchSize = 64;

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command("predict", "Finds the faces of images and classifies their emotions."))
        {
            Examples =
            [
                new("an image", "emotionnet predict me.jpg"),
                new("a directory with all below it, for a script, and drawings to look at", "emotionnet predict photos --json --draw drawings"),
                new("answers only where one class is left at a coverage of 90 %", "emotionnet predict photos --model fer2013.onnx --coverage 0.9"),
                new("many images; the same line continues after an interruption", "emotionnet predict photos --resume-output emotions.csv"),
            ],
        };
        var sources = flags.AddPaths(
            "SOURCE...",
            "images (PNG, JPEG, BMP, WebP), directories with all below them, patterns such as \"photos/**/*.jpg\", - for an image on stdin");
        var list = flags.AddOptional("--list", OptionGroup.Data, File("a text file"), "a file with the path of an image on each line");
        var isFace = flags.AddSwitch("--no-detect", OptionGroup.Data, "take each image for a cropped face: its middle square is classified");
        var minimumFace = AddMinimumFace(flags);
        var model = AddModel(flags);
        var threads = flags.AddNumber("--threads", OptionGroup.Hardware, 1, 1024, "threads in use", "all cores");
        var batchSize = flags.AddNumber("--batch-size", OptionGroup.Hardware, 1, 4096, "images that are classified together, and printed together", "64");
        var json = flags.AddSwitch("--json", OptionGroup.Output, "print one JSON object an image and line");
        var csv = flags.AddSwitch("--csv", OptionGroup.Output, "print CSV, a row a face; face is 0 in the row of an image without one");
        var resume = flags.AddOptional(
            "--resume-output",
            OptionGroup.Output,
            File("a file"),
            "write JSON or CSV to this file; where it is there from an earlier run, continue it; --json is assumed for *.json and *.jsonl, --csv for *.csv",
            "stdout");
        var coverage = AddCoverage(flags);
        var sets = flags.AddSwitch(
            "--sets", OptionGroup.Output, "with --coverage: print the set of classes of each face instead of abstaining; JSON and CSV have both");
        var top = flags.AddNumber(
            "--top", OptionGroup.Output, 1, 100, "classes to print for each face, the most probable first; CSV always has all", "table: 1; JSON: all");
        var draw = AddDirectory("--draw", "write each image there with boxes, labels and bars, as PNG");
        var crops = AddDirectory("--crops", "write each face there as the network sees it, 48×48 grey PNG");
        flags.Command.SetAction(parsed => Run(new PredictRequest
        {
            Model = parsed.GetValue(model) ?? BundledModels.Default,
            Sources = ImageSources.Find(flags.ReadPaths(parsed, sources), parsed.GetValue(list)),
            Format = FormatOf(parsed.GetValue(json), parsed.GetValue(csv), parsed.GetValue(resume)),
            OutputFile = parsed.GetValue(resume),
            DrawDirectory = parsed.GetValue(draw),
            CropDirectory = parsed.GetValue(crops),
            IsFace = parsed.GetValue(isFace),
            Top = parsed.GetValue(top)?.Value,
            Coverage = parsed.GetValue(coverage)?.Value,
            ShowsSets = parsed.GetValue(sets),
            Threads = parsed.GetValue(threads)?.Value ?? Environment.ProcessorCount,
            BatchSize = parsed.GetValue(batchSize)?.Value ?? DefaultBatchSize,
            MinimumFaceSize = MinimumFaceOf(parsed.GetValue(isFace), parsed.GetValue(minimumFace)?.Value),
        }));
        return flags;

        static ValueFormat<string> File(string expects) => ValueFormats.Text("FILE", expects, PathKind.FileOrDirectory);

        Option<string> AddDirectory(string name, string help) => flags.AddOptional(name, OptionGroup.Output, ValueFormats.Directory, help, "none");
    }

    /// <summary>Adds <c>--model</c>.</summary>
    public static Option<string> AddModel(CommandFlags flags) => flags.AddOptional(
        "--model",
        OptionGroup.Model,
        ValueFormats.Text(
            "fer2013|ferplus|FILE[,FILE...]",
            "fer2013, ferplus, or .onnx and .safetensors files and directories of runs, separated by commas",
            PathKind.FileList),
        "bundled network, files of emotionnet export, or runs, whose best weights count; the probabilities of several are averaged",
        BundledModels.Default);

    /// <summary>Adds <c>--coverage</c>.</summary>
    public static Option<OptionReal> AddCoverage(CommandFlags flags) => flags.AddReal(
        "--coverage",
        OptionGroup.Output,
        new NumberRange(ConformalCalibration.IsCoverage, "a number from 0.5 to 0.995"),
        "find for each face a set of classes that holds the true one with this probability, and abstain where it has more than one class; "
        + "needs a model with calibration scores (emotionnet export --data-dir)",
        "answer always");

    /// <summary>Adds <c>--min-face</c>.</summary>
    public static Option<OptionNumber> AddMinimumFace(CommandFlags flags) => flags.AddNumber(
        "--min-face",
        OptionGroup.Data,
        FaceDetectorOptions.SmallestMinimum,
        maximum: 4096,
        "side of the smallest face to look for, in pixels; small values cost time",
        FormattableString.Invariant($"{FaceDetectorOptions.DefaultMinimumFaceSize}"));

    /// <summary>The smallest face to look for.</summary>
    /// <exception cref="UserInputException">One is given where no face is looked for.</exception>
    public static int MinimumFaceOf(bool isFace, int? minimum) => isFace && minimum is not null
        ? throw new UserInputException("--min-face has no effect with --no-detect, which looks for no face", "leave one out")
        : minimum ?? FaceDetectorOptions.DefaultMinimumFaceSize;

    private static PredictionFormat FormatOf(bool json, bool csv, string? file)
    {
        if (json && csv)
        {
            throw new UserInputException("predict prints one format, not both --json and --csv", "leave one out");
        }

        var extension = Path.GetExtension(file)?.ToLowerInvariant();
        return json || (!csv && extension is ".json" or ".jsonl") ? PredictionFormat.Json
            : csv || extension is ".csv" ? PredictionFormat.Csv
            : file is null ? PredictionFormat.Table
            : throw new UserInputException($"the format of {file} is unclear", "give --json or --csv, or name it .json or .csv");
    }

    private static int Run(PredictRequest request)
    {
        if (request is { DrawDirectory: { } drawings, CropDirectory: { } crops } && PathIdentity.IsSameDirectory(drawings, crops))
        {
            throw new UserInputException("--draw and --crops are one directory", "give two, so that no file replaces another", drawings);
        }

        if (request is { ShowsSets: true, Coverage: null })
        {
            throw new UserInputException("--sets needs --coverage, which decides how large the sets are", "give --coverage, such as 0.9");
        }

        if (request is { ShowsSets: true, Top: not null, Format: PredictionFormat.Table })
        {
            throw new UserInputException("--sets shows as many classes as the set of a face has, and --top another number", "leave one out");
        }

        // Before there is any output: what is wrong with a model leaves none behind.
        var options = new ClassifierOptions { MinimumFaceSize = request.MinimumFaceSize, Threads = request.Threads, Coverage = request.Coverage };
        using var classifier = ModelLoader.Load(request.Model, options, withDetector: !request.IsFace);
        Prepare(request.DrawDirectory, "--draw");
        Prepare(request.CropDirectory, "--crops");
        using var output = PredictionOutput.Open(request, classifier.ClassNames);
        var showsProgress = !Console.IsErrorRedirected && !PredictionOutput.IsOnTerminal(request);
        var remaining = PredictionRun.CountRemaining(request.Sources.Paths, output.Done);
        var run = new PredictionRun(request, classifier, new PredictionProgress(remaining, showsProgress ? Console.Error : null));
        run.Run(output.Done, output.Writer, Console.Error);
        return run.Skipped > 0 ? ExitCodes.Skipped : ExitCodes.Done;

        void Prepare(string? directory, string flag)
        {
            if (directory is not null)
            {
                OutputNames.Prepare(directory, flag, request.Sources);
            }
        }
    }
}
