using System.Globalization;
using EmotionNet.Audits;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Cli.Report;
using EmotionNet.Data;

namespace EmotionNet.Cli.Audit;

/// <summary>An audit as one HTML file that asks for nothing from elsewhere; the faces, if any, are in it.</summary>
/// <param name="result">What was found.</param>
/// <param name="layout">The data set, for the heading.</param>
/// <param name="commandLine">What was run.</param>
/// <param name="tableName">The file with the rows to leave out.</param>
/// <param name="hasFaces">Whether faces are shown.</param>
internal sealed class AuditPage(AuditResult result, string layout, string commandLine, string tableName, bool hasFaces)
{
    /// <summary>How many pairs, and how many faces, are shown at most.</summary>
    public const int MaximumShown = 100;

    private const string PrivacyWords =
        "This page holds faces of the data set: do not pass it on. --no-faces writes one without them, which names faces by split and index alone.";

    private readonly byte[] _pixels = hasFaces ? result.Faces.All.PixelArray() : [];
    private readonly HtmlPage _page = new($"Audit of {layout}");

    /// <summary>The whole page in UTF-8.</summary>
    public byte[] Write()
    {
        var faces = result.Faces.All;
        _page.Paragraph(Html.Of($"{Tables.Count(faces.Count, "face")} of {faces.ClassNames.Count} classes. <code>{commandLine}</code>"));
        if (hasFaces)
        {
            _page.Add(Html.Of($"<p class=\"warning\">{PrivacyWords}</p>\n"));
        }

        WriteExclusions();
        WriteDuplicates();
        WriteErrors();
        WriteCeilings();
        return _page.ToUtf8();
    }

    private void WriteExclusions()
    {
        _page.Heading("Training faces to leave out");
        var exclusions = result.Exclusions();
        _page.Table(["reason", "training faces"], Enum.GetValues<AuditReason>().Select(reason => (string[])
        [
            reason switch
            {
                AuditReason.Leak => "copies of validation or test faces",
                AuditReason.Conflict => "copies with another label",
                AuditReason.Duplicate => "copies of an earlier face, with its label",
                _ => "likely wrong label",
            },
            reason == AuditReason.Label && result.Errors is null ? "not looked for" : Tables.Count(exclusions.Count(entry => entry.Reason == reason)),
        ]));
        if (exclusions.Count == 0)
        {
            _page.Paragraph(Html.Of($"None: <code>{tableName}</code> names no face."));
            return;
        }

        var leaveOut = Html.Of($"<code>{tableName}</code> names them; <code>--exclude {tableName}</code> leaves them out of a training.");
        _page.Paragraph(Html.Of($"{leaveOut} Look at them first, and remove rows that are right."));
    }

    private void WriteDuplicates()
    {
        _page.Heading("Faces that are one image");
        _page.Table(
            ["faces of", "with a copy in", "equal", "nearly equal", "shifted or rescaled", "of another label"],
            result.Counts().Select(row => (string[])
            [
                Tables.Name(row.Split),
                row.Split == row.Other ? $"{Tables.Name(row.Other)}, earlier" : Tables.Name(row.Other),
                .. row.Kinds.Select(kind => Tables.Count(kind)),
                Tables.Count(row.Conflicts),
            ]));
        var conflicts = result.Duplicates.Where(result.IsConflict).ToList();
        Pairs("With different labels", conflicts);
        Pairs("Across splits", [.. result.Duplicates.Where(pair => !result.IsConflict(pair) && SplitOf(pair.First) != SplitOf(pair.Second))]);
        var moved = result.Duplicates.Where(pair => pair.Kind == DuplicateKind.Aligned).OrderBy(pair => pair.Correlation);
        Pairs("Shifted or rescaled, the least alike first", [.. moved]);
    }

    private void WriteErrors()
    {
        _page.Heading("Likely wrong labels");
        if (result.Errors is not { } errors)
        {
            _page.Paragraph(
                Html.Of($"Not looked for. <code>--folds 5</code> trains networks that predict the faces; <code>--model</code> takes one."));
            return;
        }

        result.Predictor.ToList().ForEach(sentence => _page.Paragraph(Html.Of($"{sentence}")));
        var estimate = $"by the confident joint (Northcutt et al. 2021) {Tables.Percent(errors.NoiseRate)} of all are. "
            + "Where a network often takes one class for another, so does this estimate.";
        _page.Paragraph(Html.Of($"{AuditReport.LikelyWrong(errors)}; {estimate}"));
        if (result.Doubt is { } doubt)
        {
            _page.Add(Html.Of($"<p class=\"warning\">{OptionNames.ToCommandLine(doubt)}</p>\n"));
        }

        var names = result.Faces.All.ClassNames;
        _page.Table(
            ["labelled \\ likely", .. names],
            names.Select((name, label) => (string[])[name, .. names.Select((_, likely) => Tables.Percent(errors.Joint[label, likely]))]));
        _page.Table(
            ["split", "likely wrong"],
            result.Faces.Splits.Select(split => (string[])[Tables.Name(split), Tables.Count(errors.Faces.Count(error => SplitOf(error.Face) == split))]));
        Figures(errors.Faces.Count, errors.Faces.Select(error =>
        {
            var sure = string.Create(CultureInfo.InvariantCulture, $"{error.Probability:0.00} against {error.LabelProbability:0.00}");
            return Figure([error.Face], $"likely {names[error.Likely]}, {sure}");
        }));
    }

    private void WriteCeilings()
    {
        if (result.Ceilings.Count == 0)
        {
            return;
        }

        _page.Heading("What the votes leave room for");
        _page.Table(
            ["split", "faces with a majority", "against ten new votes", "the same, shares uncertain", "against one vote"],
            result.Ceilings.Select(split => (string[])
            [
                Tables.Name(split.Key),
                Tables.Count(split.Value.Faces),
                Tables.Percent(split.Value.AgainstMajority),
                Tables.Percent(split.Value.AgainstMajoritySmoothed),
                Tables.Percent(split.Value.AgainstOneVote),
            ]));
        const string Meaning =
            "The expected accuracy of a classifier that always names what most annotators saw, against the majority of ten new ones and against one. "
            + "New votes are drawn by the shares of the ten that are there, and in the second column by shares that these ten leave possible.";
        _page.Paragraph(Html.Of($"{Meaning}"));
    }

    private void Pairs(string title, List<FoundDuplicate> pairs)
    {
        if (pairs.Count == 0)
        {
            _page.Paragraph(Html.Of($"{title}: none."));
            return;
        }

        _page.Add(Html.Of($"<h3>{title}: {Tables.Count(pairs.Count, "pair")}</h3>\n"));
        Figures(pairs.Count, pairs.Select(pair => Figure([pair.First, pair.Second], pair.Describe())));
    }

    private void Figures(int count, IEnumerable<Html> figures)
    {
        if (count == 0)
        {
            return;
        }

        if (count > MaximumShown)
        {
            _page.Paragraph(Html.Of($"The first {MaximumShown}:"));
        }

        _page.Add(Html.Of($"<div class=\"faces\">\n{figures.Take(MaximumShown)}</div>\n"));
    }

    private Html Figure(IReadOnlyList<int> faces, string caption)
    {
        var pictures = (hasFaces ? faces : []).Select(face => Html.Of($"<img alt=\"\" src=\"{FaceUri.Of(_pixels, face)}\">"));
        var lines = faces.Select(face =>
        {
            var (split, index) = result.Faces.PlaceOf(face);
            return Html.Of($"{Tables.Name(split)} {index}: {result.Faces.LabelOf(face)}<br>");
        });
        return Html.Of($"<figure>{pictures}<figcaption>{lines}{caption}</figcaption></figure>\n");
    }

    private DataSplit SplitOf(int face) => result.Faces.PlaceOf(face).Split;
}
