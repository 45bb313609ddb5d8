using System.CommandLine;
using System.Globalization;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Cli.Report;
using EmotionNet.Configuration;
using EmotionNet.Export;

namespace EmotionNet.Cli.Commands;

/// <summary><c>report</c>: writes a page about a run.</summary>
internal static class ReportCommand
{
    private const string DefaultFile = "report.html";

    private static readonly ValueFormat<string> HtmlName = ValueFormats.FileNamed("HTML", ".html", ".htm");

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        const string Help = "Writes a page about a run, one HTML file without anything from elsewhere: settings, curves, confusion matrix, classes, "
            + "calibration, the faces that it gets wrong, near-duplicates with conflicting labels, environment. Run and data are only read.";
        var flags = new CommandFlags(new Command("report", Help))
        {
            Examples =
            [
                new("a run, on the data that it was trained on", "emotionnet report checkpoints"),
                new("to share: without pictures of faces", "emotionnet report checkpoints --no-faces --out run7.html"),
                new("beside other networks", "emotionnet report checkpoints --against checkpoints-old models/fer2013.safetensors"),
                new("a weight file", "emotionnet report models/ferplus.safetensors --ferplus-dir FERPlus-master"),
            ],
        };
        var paths = flags.AddPaths("RUN", "the directory of a run, finished or not, or a weight file");
        var target = flags.AddOptional(
            "--out", OptionGroup.Output, HtmlName, "the page to write; an earlier report of the same run is replaced, nothing else is", DefaultFile);
        var noFaces = flags.AddSwitch("--no-faces", OptionGroup.Output, "leave out all pictures of faces");
        var against = flags.AddPathList(
            "--against", OptionGroup.Output, "RUN...", "compare with these networks too, as emotionnet compare does", "none");
        var scoring = new ScoringFlags(flags, ScoringOutput.Page);
        flags.Command.SetAction(parsed =>
        {
            var request = scoring.Read(parsed);
            var (path, file) = (flags.ReadPath(parsed, paths), parsed.GetValue(target) ?? DefaultFile);
            if (OnnxFile.IsNamed(path))
            {
                throw new UserInputException("a report is of a run or its weights, not of an ONNX model", "give the directory of its run", path);
            }

            if (!Path.Exists(path))
            {
                throw new UserInputException("there is no such run", "give the directory of a run, or a weight file", path);
            }

            ReportFile.Prepare(file, path);
            using var source = ReportSource.Open(path, request, parsed.GetValue(against) ?? []);
            return Write(source.Read(showsFaces: !parsed.GetValue(noFaces)), file);
        });
        return flags;
    }

    private static int Write(ReportContent content, string file)
    {
        content = content with { Notes = [.. content.Notes.Select(OptionNames.ToCommandLine)] };
        foreach (var note in content.Notes)
        {
            Console.Error.WriteLine($"Warning: {note}");
        }

        ReportFile.Write(file, ReportPage.Compose(content, DateTimeOffset.Now));
        Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{file}: {new FileInfo(file).Length / 1e6:0.0} MB; open it in a browser."));
        if (content is { ShowsFaces: true, Data: not null })
        {
            Screen.Line("It has pictures of faces of the data: before you share it, write it again with --no-faces.");
        }

        return ExitCodes.Done;
    }
}
