using System.CommandLine;
using System.Globalization;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Export;
using EmotionNet.Inference;
using EmotionNet.Runtime;

namespace EmotionNet.Cli.Commands;

/// <summary><c>export</c>: writes a trained network to share.</summary>
internal static class ExportCommand
{
    private static readonly OptionChoice<ExportFormat>[] Formats = [new("onnx", ExportFormat.Onnx), new("safetensors", ExportFormat.Safetensors)];

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command("export", "Writes a trained network to share: as ONNX, or its weights as safetensors in half precision."))
        {
            Examples =
            [
                new("weights to share", "emotionnet export --checkpoint checkpoints/best_model.safetensors --out fer2013.safetensors"),
                new("a model for ONNX Runtime", "emotionnet export --checkpoint checkpoints/best_model.safetensors --out fer2013.onnx"),
                new(
                    "a model that predict --coverage can use",
                    "emotionnet export --checkpoint checkpoints/best_model.safetensors --out fer2013.onnx --data-dir data/fer2013"),
            ],
        };
        var checkpoint = EvaluateCommand.AddCheckpoint(flags);
        var target = flags.AddRequired(
            "--out",
            OptionGroup.Output,
            ValueFormats.Text("FILE", "the file to write, such as fer2013.onnx or fer2013.safetensors", PathKind.FileOrDirectory),
            "the file to write");
        var format = flags.AddOptional("--format", OptionGroup.Output, ValueFormats.OneOf(Formats), "format of the file", "that of its extension");
        var half = flags.AddSwitch("--half", OptionGroup.Output, "store the weights of an ONNX model in half precision; those of safetensors always are");
        const string DataHelp = "images, for the calibration scores of predict --coverage, for the temperature where the checkpoint has none, "
            + "and to compare an ONNX model with its network on";
        const string Sample = "no calibration scores; comparison on the bundled sample";
        var fer2013 = flags.AddOptional("--data-dir", OptionGroup.Data, ValueFormats.FileOrDirectory, $"FER2013 with validation {DataHelp}", Sample);
        var ferPlus = flags.AddOptional("--ferplus-dir", OptionGroup.Data, ValueFormats.Directory, $"FER+ with validation {DataHelp}", Sample);
        flags.Command.SetAction(parsed =>
        {
            var (source, file) = (parsed.GetRequiredValue(checkpoint), parsed.GetRequiredValue(target));
            var (fer2013Path, ferPlusPath) = (parsed.GetValue(fer2013), parsed.GetValue(ferPlus));
            if (OnnxFile.IsNamed(source) && !Directory.Exists(source))
            {
                throw new UserInputException("an ONNX model is what export writes, not what it reads", "give the .safetensors file of a run", source);
            }

            source = RunWeights.Require(source);
            var chosen = FormatOf(file, parsed.GetValue(format)?.Value);
            PrepareDirectory(file);
            if (chosen == ExportFormat.Onnx)
            {
                return OnnxExport.Run(source, file, parsed.GetValue(half), fer2013Path, ferPlusPath);
            }

            return WriteSafetensors(source, file, fer2013Path, ferPlusPath);
        });
        return flags;
    }

    // A file whose name says another format than its content is refused by whoever reads it.
    private static ExportFormat FormatOf(string target, ExportFormat? given)
    {
        var format = given ?? (OnnxFile.IsNamed(target) ? ExportFormat.Onnx : ExportFormat.Safetensors);
        var extension = format == ExportFormat.Onnx ? ".onnx" : ".safetensors";
        return Path.GetExtension(target).Equals(extension, StringComparison.OrdinalIgnoreCase)
            ? format
            : throw new UserInputException($"--out cannot be \"{target}\" for this format", $"give it a name that ends in {extension}");
    }

    private static int WriteSafetensors(string checkpoint, string target, string? fer2013, string? ferPlus)
    {
        ExportTarget.Require(checkpoint, target);
        TorchRuntime.Initialize();
        using var data = ExportData.Load(checkpoint, fer2013, ferPlus);
        var conformal = data is null ? null : Calibrate(checkpoint, data);
        Checkpoint.Export(checkpoint, target, conformal);
        Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{target}: {new FileInfo(target).Length / 1e6:0.0} "
            + $"MB of half-precision weights; emotionnet evaluate --checkpoint {target} scores them, with --data-dir or --ferplus-dir."));
        if (conformal is not null)
        {
            Screen.Line(ExportData.Describe(conformal));
        }

        return ExitCodes.Done;
    }

    // As predict will run them: in fp32. Weights of half precision are those that are written; others are rounded by less than the calibration tells.
    private static ConformalCalibration Calibrate(string checkpoint, EmotionDataset data)
    {
        var (temperature, _) = ExportData.FindTemperature(checkpoint, data);
        var model = OnnxExporter.Export(checkpoint, new OnnxExportOptions { Temperature = temperature });
        return ConformalFit.Fit(model, temperature, data);
    }

    private static void PrepareDirectory(string target)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(target)) is not { } directory)
        {
            throw new UserInputException($"--out cannot be \"{target}\"", "give it a file of its own, such as fer2013.safetensors");
        }

        OutputDirectory.Prepare(directory, "--out");
    }
}
