using System.Text.Json;
using System.Text.RegularExpressions;
using EmotionNet.Data.Synthetic;

namespace EmotionNet.Tests.Cli;

/// <summary>An audit of drawn faces with planted copies, and a training without what it found.</summary>
[Collection(ProgramTests.Name)]
public sealed partial class AuditProcessTests : IDisposable
{
    private const int Training = 420, Validation = 140;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Planted_copies_are_found_and_a_training_leaves_them_out()
    {
        SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, Training, Validation, test: 70);
        var leaked = Plant();

        var audit = EmotionNetProcess.Run(_folder.Path, "data", "audit", "--data-dir", "sample", "--threads", "1", "--out", "out/audit.html");

        Assert.Equal((0, ""), (audit.ExitCode, audit.Errors));
        var rows = File.ReadAllLines(_folder.File("out/audit.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        var found = rows.ToLookup(row => row[3], row => int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.All(rows, row => Assert.Equal("training", row[0]));
        Assert.Superset(leaked.ToHashSet(), found["leak"].ToHashSet());
        var page = File.ReadAllText(_folder.File("out/audit.html"));
        Assert.Contains("<img alt=\"\" src=\"data:image/png;base64,", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(OutsideAsset(), page);
        Assert.Contains($"{found["leak"].Count()} leak", audit.Output, StringComparison.Ordinal);

        string[] brief = ["--mode", "quick", "--data-dir", "sample", "--max-steps", "1", "--tta", "none", "--checkpoint-dir", "run"];
        var training = EmotionNetProcess.Run(_folder.Path, [.. brief, "--exclude", "out/audit.csv"]);

        Assert.Equal((0, ""), (training.ExitCode, training.Errors));
        Assert.Contains($"--exclude out/audit.csv leaves out {rows.Count} training faces.", training.Output, StringComparison.Ordinal);
        using var summary = JsonDocument.Parse(File.ReadAllBytes(_folder.File("run/summary.json")));
        var run = summary.RootElement.GetProperty("run");
        Assert.Equal(Training - rows.Count, run.GetProperty("faces").GetProperty("training").GetInt32());
        Assert.Equal(rows.Count, run.GetProperty("excluded").GetProperty("counts").GetProperty("training").GetInt32());
        AssertResumesWithTheSameFacesAlone(rows);
    }

    [Fact]
    public void A_page_without_faces_has_none_and_shows_names_as_text()
    {
        SyntheticFaces.WriteTo(_folder.File("<b>sample"), seed: 1, training: 40, validation: 20, test: 20);

        var audit = EmotionNetProcess.Run(_folder.Path, "data", "audit", "--data-dir", "<b>sample", "--no-faces", "--out", "audit.html", "--csv", "list.csv");

        Assert.Equal((0, ""), (audit.ExitCode, audit.Errors));
        var page = File.ReadAllText(_folder.File("audit.html"));
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;sample", page, StringComparison.Ordinal);
        Assert.StartsWith("split,index,pixels,reason", File.ReadAllText(_folder.File("list.csv")), StringComparison.Ordinal);
    }

    [GeneratedRegex("(src|href)=\"(?!data:)|https?://|@import")]
    private static partial Regex OutsideAsset();

    // The list may lie elsewhere and have other rows of the same faces, but no fewer faces.
    private void AssertResumesWithTheSameFacesAlone(List<string[]> rows)
    {
        _folder.Write("moved.csv", $"split,index\n{string.Join('\n', rows.Select(row => $"{row[0]},{row[1]}"))}\n");
        _folder.Write("fewer.csv", $"split,index\n{string.Join('\n', rows.Skip(1).Append(["training", "419"]).Select(row => $"{row[0]},{row[1]}"))}\n");

        var refused = EmotionNetProcess.Run(_folder.Path, "--resume", "run", "--exclude", "fewer.csv");
        var resumed = EmotionNetProcess.Run(_folder.Path, "--resume", "run", "--exclude", "moved.csv");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("with an --exclude list of other faces", refused.Errors, StringComparison.Ordinal);
        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Errors));
    }

    // Shifted copies of validation faces in place of training faces, with the labels of those.
    private List<int> Plant()
    {
        var file = _folder.File("sample/fer2013.csv");
        var lines = File.ReadAllLines(file);
        var columns = lines[0].Split(',');
        var (label, pixels, usage) = (Array.IndexOf(columns, "emotion"), Array.IndexOf(columns, "pixels"), Array.IndexOf(columns, "Usage"));
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToList();
        var training = rows.Where(row => row[usage] == "Training").ToList();
        var validation = rows.Where(row => row[usage] == "PublicTest").ToList();
        List<int> leaked = [.. Enumerable.Range(0, 10).Select(copy => 13 + (20 * copy))];
        foreach (var (copy, face) in leaked.Index())
        {
            training[face][pixels] = Shifted(validation[7 * copy][pixels], right: 3, down: -2);
            training[face][label] = validation[7 * copy][label];
        }

        File.WriteAllLines(file, [lines[0], .. rows.Select(row => string.Join(',', row))]);
        return leaked;
    }

    private static string Shifted(string pixels, int right, int down)
    {
        var values = pixels.Trim('"').Split(' ');
        return string.Join(' ', Enumerable.Range(0, 48 * 48).Select(place =>
            values[(Math.Clamp((place / 48) - down, 0, 47) * 48) + Math.Clamp((place % 48) - right, 0, 47)]));
    }

    [Fact]
    public void No_file_is_replaced_whatever_it_is()
    {
        File.WriteAllText(_folder.File("faces.csv"), "mine");

        var (exitCode, _, errors) = EmotionNetProcess.Run(_folder.Path, "data", "audit", "--data-dir", "faces.csv", "--out", "faces.html");

        Assert.Equal(2, exitCode);
        Assert.StartsWith("faces.csv: there is such a file or directory already, and an audit replaces none; give --csv", errors, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.File("faces.csv")));
        Assert.False(File.Exists(_folder.File("faces.html")));
    }
}
