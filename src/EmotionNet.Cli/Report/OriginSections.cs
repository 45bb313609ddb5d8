using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EmotionNet.Checkpoints;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;
using EmotionNet.Files;
using EmotionNet.Reporting;

namespace EmotionNet.Cli.Report;

/// <summary>The sections that say where a run comes from: settings, command line, data, environment.</summary>
/// <param name="content">What the report is made from.</param>
internal sealed partial class OriginSections(ReportContent content)
{
    private static readonly string[] Places = ["data-dir", "balanced-dir", "ferplus-dir", "checkpoint-dir", "mlflow", "mlflow-experiment"];

    private readonly RunRecord _run = content.Run;
    private readonly TrainingOptions _preset = ModePresets.For(content.Run.Options.Mode, content.Run.Options.Optimizer);

    /// <summary>What the settings are compared with.</summary>
    public string PresetWords()
    {
        var count = OptionCatalog.Entries.Count(IsChanged);
        var preset = $"the preset of --mode {OptionCatalog.Mode.Read(_run.Options)} with --optimizer {OptionCatalog.Optimizer.Read(_run.Options)}";
        return count == 0
            ? $"All settings are those of {preset}."
            : $"{Tables.Count(count, "setting")} that {(count == 1 ? "differs" : "differ")} from {preset}.";
    }

    /// <summary>The settings that differ from the preset; not the places of files.</summary>
    public Html Differences() => OptionCatalog.Entries.Any(IsChanged)
        ? HtmlTables.Of(
            ["setting", "run", "preset"],
            OptionCatalog.Entries.Where(IsChanged).Select(entry => (IReadOnlyList<Html>)
                [Html.Of($"{entry.Name}"), Html.Of($"{entry.Read(_run.Options)}"), Html.Of($"{entry.Read(_preset)}")]),
            kind: "words")
        : Html.Empty;

    /// <summary>All settings.</summary>
    public Html Settings() => HtmlTables.Facts(OptionCatalog.Entries.Select(entry => (entry.Name, entry.Read(_run.Options))));

    /// <summary>The command lines of the run, from its log; the first one and those that resumed it.</summary>
    public Html Commands() => Html.Join(ReadCommands().Select(line => Html.Of($"<code class=\"command\">{line}</code>\n")));

    /// <summary>The digests of data and weights.</summary>
    public Html Digests() => HtmlTables.Facts(
    [
        ("data of the run", _run.Summary?.Run.Data ?? ""),
        ("data of this report", content.Data?.Faces.Layout ?? ""),
        ("training faces and labels of the run, SHA-256", _run.Beginning?.TrainingDigest ?? ""),
        ("validation faces and labels of the run, SHA-256", _run.Beginning?.ValidationDigest ?? ""),
        ("validation faces and labels of this report, SHA-256", content.Data?.ValidationDigest ?? ""),
        ("are they the same", content.Data is null || _run.Beginning is null ? "" : content.Data.Difference is null ? "yes" : content.Data.Difference),
        ("weights", _run.Weights ?? ""),
        ("weights, SHA-256", _run.Weights is { } file ? InputFiles.Sha256(file) : ""),
    ]);

    /// <summary>Where the run took place; empty where that is not known.</summary>
    public Html Environment() => _run.Environment is not { } here ? Html.Empty : HtmlTables.Facts(
    [
        ("emotionnet", $"{here.EmotionNet}{(here.Commit.Length > 0 ? $", commit {here.Commit}" : "")}"),
        ("device", here.Device),
        ("precision", here.Precision),
        ("processor", here.Processor),
        ("instructions", here.Instructions),
        ("cores and threads", string.Create(CultureInfo.InvariantCulture, $"{here.Cores}, {here.Threads}")),
        ("processes", Tables.Count(here.Ranks)),
        ("operating system", here.OperatingSystem),
        ("machine", here.Machine),
        ("TorchSharp", here.TorchSharp),
        (".NET", here.DotNet),
        ("variables", here.Variables),
        ("parameters", _run.Summary is { } summary ? Tables.Count(summary.Run.ParameterCount) : ""),
    ]);

    // Where files are differs from machine to machine, and decides nothing.
    private bool IsChanged(OptionEntry entry) => !Places.Contains(entry.Name) && entry.Read(_run.Options) != entry.Read(_preset);

    private List<string> ReadCommands()
    {
        var log = _run.Directory is null ? null : Path.Combine(_run.Directory, RunFileNames.Log);
        if (log is null || !File.Exists(log) || InputFiles.IsWithoutLength(log))
        {
            return [];
        }

        try
        {
            return [.. File.ReadLines(log).Select(MessageOf).Select(line => CommandLine().Match(line))
                .Where(match => match.Success).Select(match => $"emotionnet {match.Groups["arguments"].Value}")];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Of a log in text or in JSON.
    private static string MessageOf(string line)
    {
        if (!line.StartsWith('{'))
        {
            return LogPrefix().Replace(line, "");
        }

        try
        {
            using var entry = JsonDocument.Parse(line);
            return entry.RootElement.TryGetProperty("@m", out var message) ? message.ToString() : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"^emotionnet [0-9.]+: (?<arguments>.*)$")]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"^\S+ \S+ INF ")]
    private static partial Regex LogPrefix();
}
