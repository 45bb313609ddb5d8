using System.Globalization;
using EmotionNet.Audits;
using EmotionNet.Data;
using EmotionNet.Inference.Images;

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

    private readonly byte[] _pixels = hasFaces ? PixelsOf(result.Faces.All) : [];
    private readonly HtmlPage _page = new($"Audit of {layout}");

    /// <summary>The whole page in UTF-8.</summary>
    public byte[] Write()
    {
        var faces = result.Faces.All;
        _page.Paragraph($"{Number(faces.Count)} faces of {Number(faces.ClassNames.Count)} classes. <code>{HtmlPage.Escape(commandLine)}</code>");
        WriteExclusions();
        WriteDuplicates();
        WriteErrors();
        WriteCeilings();
        return _page.ToUtf8();
    }

    private static byte[] PixelsOf(FaceSet faces)
    {
        using var onHost = faces.Images.cpu();
        return onHost.contiguous().data<byte>().ToArray();
    }

    private static string Share(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.0} %");

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
            Number(exclusions.Count(entry => entry.Reason == reason)),
        ]));
        var name = HtmlPage.Escape(tableName);
        _page.Paragraph($"<code>{name}</code> names them; <code>--exclude {name}</code> leaves them out of a training. "
            + "Look at them first, and remove rows that are right.");
    }

    private void WriteDuplicates()
    {
        _page.Heading("Faces that are one image");
        _page.Table(
            ["faces of", "with a copy in", "equal", "nearly equal", "shifted or rescaled", "of another label"],
            result.Counts().Select(row => (string[])
            [
                Word(row.Split), row.Split == row.Other ? $"{Word(row.Other)}, earlier" : Word(row.Other), .. row.Kinds.Select(Number), Number(row.Conflicts),
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
            _page.Paragraph("Not looked for. <code>--folds 5</code> trains networks that predict the faces; <code>--model</code> takes one.");
            return;
        }

        result.Predictor.ToList().ForEach(sentence => _page.Paragraph(HtmlPage.Escape(sentence)));
        _page.Paragraph(
            $"{Number(errors.Faces.Count)} labels are likely wrong; by the confident joint (Northcutt et al. 2021) {Share(errors.NoiseRate)} of all are. "
            + "Where a network often takes one class for another, so does this estimate.");
        var names = result.Faces.All.ClassNames;
        _page.Table(
            ["labelled \\ likely", .. names],
            names.Select((name, label) => (string[])[name, .. names.Select((_, likely) => Share(errors.Joint[label, likely]))]));
        _page.Table(
            ["split", "likely wrong"],
            result.Faces.Splits.Select(split => (string[])[Word(split), Number(errors.Faces.Count(error => SplitOf(error.Face) == split))]));
        Open(errors.Faces.Count);
        foreach (var error in errors.Faces.Take(MaximumShown))
        {
            var sure = string.Create(CultureInfo.InvariantCulture, $"{error.Probability:0.00} against {error.LabelProbability:0.00}");
            Figure([error.Face], $"likely {names[error.Likely]}, {sure}");
        }

        Close();
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
                Word(split.Key),
                Number(split.Value.Faces),
                Share(split.Value.AgainstMajority),
                Share(split.Value.AgainstMajoritySmoothed),
                Share(split.Value.AgainstOneVote),
            ]));
        _page.Paragraph(
            "The expected accuracy of a classifier that always names what most annotators saw, against the majority of ten new ones and against one. "
            + "New votes are drawn by the shares of the ten that are there, and in the second column by shares that these ten leave possible.");
    }

    private void Pairs(string title, List<FoundDuplicate> pairs)
    {
        _page.Raw(string.Create(CultureInfo.InvariantCulture, $"<h3>{HtmlPage.Escape(title)}: {pairs.Count:N0} pairs</h3>\n"));
        Open(pairs.Count);
        foreach (var pair in pairs.Take(MaximumShown))
        {
            Figure([pair.First, pair.Second], pair.Describe());
        }

        Close();
    }

    private void Open(int count)
    {
        if (count > MaximumShown)
        {
            _page.Paragraph($"The first {MaximumShown}:");
        }

        _page.Raw("<div class=\"faces\">\n");
    }

    private void Close() => _page.Raw("</div>\n");

    private void Figure(IReadOnlyList<int> faces, string caption)
    {
        _page.Raw("<figure>");
        foreach (var face in hasFaces ? faces : [])
        {
            using var png = new MemoryStream();
            ImageFile.WriteGreyPng(png, _pixels.AsSpan(face * FaceSet.PixelCount, FaceSet.PixelCount), FaceSet.ImageSize, FaceSet.ImageSize);
            _page.Raw($"<img alt=\"\" src=\"data:image/png;base64,{Convert.ToBase64String(png.ToArray())}\">");
        }

        var lines = faces.Select(face =>
        {
            var (split, index) = result.Faces.PlaceOf(face);
            return string.Create(CultureInfo.InvariantCulture, $"{Word(split)} {index}: {HtmlPage.Escape(result.Faces.LabelOf(face))}");
        });
        _page.Raw($"<figcaption>{string.Join("<br>", lines)}<br>{HtmlPage.Escape(caption)}</figcaption></figure>\n");
    }

    private DataSplit SplitOf(int face) => result.Faces.PlaceOf(face).Split;

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Word(DataSplit split) => split.ToString().ToLowerInvariant();
}
