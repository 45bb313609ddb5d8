using System.CommandLine;
using System.Globalization;
using EmotionNet.Audits;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Audit;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Files;
using EmotionNet.Runtime;

namespace EmotionNet.Cli.Commands;

/// <summary><c>data audit</c>: finds copies, contradicting and likely wrong labels, and writes a page and a list for <c>--exclude</c>.</summary>
internal static class AuditCommand
{
    private const int MaximumFolds = 20;

    private static readonly string[] Settings = [.. InspectCommand.DataOptions, "seed", "device", "precision", "threads"];

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        const string Help = "Finds faces that are there twice, within and across splits, also shifted, mirrored, rescaled or compressed otherwise; labels that "
            + "contradict each other; likely wrong labels, by confident learning; what the votes of FER+ leave room for. "
            + "Writes a page, and a list of training faces for the option --exclude of a training.";
        var flags = new CommandFlags(new Command("audit", Help))
        {
            Examples =
            [
                new("copies", "emotionnet data audit --data-dir data/fer2013 --out audit.html"),
                new("copies and likely wrong labels, by five networks that are trained for it", "emotionnet data audit --folds 5 --out audit.html"),
                new("train without what was found", "emotionnet --exclude audit.csv --checkpoint-dir checkpoints-clean"),
            ],
        };
        var page = flags.AddRequired("--out", OptionGroup.Output, ValueFormats.FileNamed("HTML", ".html"), "the page to write");
        var table = flags.AddOptional(
            "--csv", OptionGroup.Output, ValueFormats.FileNamed("CSV", ".csv"), "the list of training faces to write", "the name of the page with .csv");
        var noFaces = flags.AddSwitch("--no-faces", OptionGroup.Output, "show no faces on the page");
        var model = flags.AddOptional(
            "--model",
            OptionGroup.Model,
            ValueFormats.Text("PATH", "a weight file or the directory of a run", PathKind.FileOrDirectory),
            "a network whose features find more copies, and which predicts the faces for the search of wrong labels where --folds does not",
            "none");
        var folds = flags.AddNumber(
            "--folds",
            OptionGroup.Training,
            2,
            MaximumFolds,
            "train N small networks, each on all faces but its share, and look for wrong labels by their predictions",
            "none");
        flags.AddSettings(OptionCatalog.Entries.Where(entry => Settings.Contains(entry.Name)));
        flags.Command.SetAction(parsed =>
        {
            var html = parsed.GetRequiredValue(page);
            return Run(new Request(
                SettingsSource.Resolve(flags, parsed),
                html,
                parsed.GetValue(table) ?? Path.ChangeExtension(html, ".csv"),
                parsed.GetValue(model) is { } path ? RunWeights.FindDistinct([path])[0] : null,
                parsed.GetValue(folds)?.Value ?? 0,
                !parsed.GetValue(noFaces),
                $"emotionnet {string.Join(' ', parsed.Tokens.Select(token => ResumeCommandLine.Quote(token.Value)))}"));
        });
        return flags;
    }

    private static int Run(Request request)
    {
        var options = request.Resolved.Options;
        RequireNew(request.Page, "--out");
        RequireNew(request.Table, "--csv");
        if (options is { Mode: TrainingMode.FerPlus, FerPlusMode: LabelMode.MultiTarget })
        {
            throw new UserInputException("an audit looks for contradicting labels, of which a face has one", "give --ferplus-mode majority or probability");
        }

        TorchRuntime.Initialize();
        if (options.Threads > 0)
        {
            TorchSharp.torch.set_num_threads(options.Threads);
        }

        using var stop = new StopSignal();
        stop.SaveFirst(() => Console.Error.WriteLine("Stopping; nothing is written."));
        using var data = InspectCommand.Load(request.Resolved);
        using var faces = new AuditFaces(data);
        Screen.Line($"Data: {data.Layout}");
        var told = "";
        var result = DataAudit.Run(faces, data, options, request.Model, request.Folds, Tell, stop.Token);
        if (result is null || stop.IsReceived)
        {
            return stop.ExitCode;
        }

        AtomicFile.Write(request.Page, new AuditPage(result, data.Layout, request.CommandLine, Path.GetFileName(request.Table), request.HasFaces).Write());
        AtomicFile.Write(request.Table, AuditTable.Of(result));
        AuditReport.Show(result, request.Page, request.Table);
        return ExitCodes.Done;

        // Of long work, a line on the terminal's error stream now and then.
        void Tell(string what)
        {
            if (what != told && !Console.IsErrorRedirected)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… {what}"));
            }

            told = what;
        }
    }

    // The list may have been edited by hand, and its name follows that of the page: a user's file is never replaced.
    private static void RequireNew(string file, string flag)
    {
        if (Path.Exists(file))
        {
            throw new UserInputException(
                "there is such a file or directory already, and an audit replaces none", $"give {flag} another name, or move it away", file);
        }

        if (Path.GetDirectoryName(file) is { Length: > 0 } directory)
        {
            OutputDirectory.Prepare(directory, flag);
        }
    }

    private sealed record Request(
        ResolvedOptions Resolved, string Page, string Table, string? Model, int Folds, bool HasFaces, string CommandLine);
}
