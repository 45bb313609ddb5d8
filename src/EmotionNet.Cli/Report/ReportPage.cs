using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EmotionNet.Cli.Display;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Report;

/// <summary>The page: one HTML file with everything in it. Its policy lets a browser run the one script and load nothing from elsewhere.</summary>
internal static class ReportPage
{
    private static readonly (string Section, string Title)[] Sections =
    [
        ("scores", "Scores"), ("curves", "Curves"), ("onlyEpoch", "Epoch"), ("confusion", "Confusion matrix"), ("classes", "Classes"),
        ("calibration", "Calibration"), ("doubt", "Doubt"), ("wrong", "Most confidently wrong"), ("hardest", "Hardest"), ("examples", "Examples"),
        ("conflicts", "Near-duplicates"), ("comparison", "Comparison"), ("differences", "Configuration"), ("digests", "Origin"),
    ];

    // Sections by the place that holds their content, where the two have different names.
    private static readonly Dictionary<string, string> Anchors = new()
    {
        ["onlyEpoch"] = "epoch",
        ["differences"] = "configuration",
        ["digests"] = "origin",
    };

    /// <summary>Writes the page.</summary>
    /// <param name="content">What the report is made from.</param>
    /// <param name="written">When it is written.</param>
    public static string Compose(ReportContent content, DateTimeOffset written)
    {
        var (run, scores, faces, origin) = (content.Run, new ScoreSections(content), new FaceSections(content), new OriginSections(content));
        var (style, script) = (HtmlTemplate.Read("report.css"), HtmlTemplate.Read("report.js"));
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Directory is { } directory ? Path.GetFullPath(directory) : run.Weights!));
        var values = new Dictionary<string, Html>
        {
            ["policy"] = new(Policy(style, script)),
            ["style"] = new(style),
            ["script"] = new(script),
            ["mark"] = new(ReportFile.RunMark(run.Directory ?? run.Weights!)),
            ["title"] = Text($"{name}: report of a {(run.Directory is null ? "network" : "run")}"),
            ["lead"] = Text(Lead(content)),
            ["notes"] = Html.Join(content.Notes.Select(note => Html.Of($"<li>{note}</li>\n"))),
            ["tiles"] = scores.Tiles(),
            ["split"] = Text(Tables.Name(content.Split)),
            ["scores"] = scores.Scores(),
            ["curves"] = scores.Curves(),
            ["epochs"] = scores.Epochs(),
            ["onlyEpoch"] = scores.OnlyEpoch(),
            ["confusion"] = scores.Confusion(),
            ["classes"] = scores.Classes(),
            ["calibration"] = scores.Calibration(),
            ["calibrationWords"] = Text(scores.CalibrationWords()),
            ["doubt"] = scores.Doubt(),
            ["doubtWords"] = Text(scores.DoubtWords()),
            ["wrong"] = faces.Wrong(),
            ["hardest"] = faces.Hardest(),
            ["probabilityWords"] = Text(scores.ProbabilityWords()),
            ["examples"] = faces.Examples(),
            ["conflicts"] = faces.Conflicts(),
            ["conflictWords"] = Text(faces.ConflictWords()),
            ["comparison"] = new ComparisonSection(content).Draw(),
            ["presetWords"] = Text(origin.PresetWords()),
            ["differences"] = origin.Differences(),
            ["settings"] = origin.Settings(),
            ["commands"] = origin.Commands(),
            ["digests"] = origin.Digests(),
            ["environment"] = origin.Environment(),
            ["footer"] = Text(string.Create(
                CultureInfo.InvariantCulture, $"Written by emotionnet {Version} on {written:yyyy-MM-dd HH:mm:ss zzz} from {run.Directory ?? run.Weights}.")),
        };
        values["navigation"] = Html.Join(Sections.Where(section => section.Section is "differences" or "digests" || !values[section.Section].IsEmpty).Select(
            section => Html.Of($"<li><a href=\"#{Anchors.GetValueOrDefault(section.Section, section.Section)}\">{section.Title}</a></li>")));
        return HtmlTemplate.Fill(HtmlTemplate.Read("report.html"), values);
    }

    private static string Version => typeof(ReportPage).Assembly.GetName().Version?.ToString(3) ?? "";

    private static Html Text(string text) => Html.Of($"{text}");

    // The browser computes the same hashes and runs and applies nothing else.
    private static string Policy(string style, string script) =>
        $"default-src 'none'; img-src data:; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'";

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Lead(ReportContent content)
    {
        var options = content.Run.Options;
        List<string> parts =
        [
            options.ModelType,
            $"--mode {OptionCatalog.Mode.Read(options)}",
            content.Run.Summary?.Run.Data ?? content.Data?.Faces.Layout ?? "",
            content.Run.IsRunning ? "the run goes on" : content.Run.Directory is not null && content.Run.Summary is null ? "the run has not ended" : "",
        ];
        return string.Join(" · ", parts.Where(part => part.Length > 0));
    }
}
