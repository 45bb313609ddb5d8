namespace EmotionNet.Tests.Cli.Report;

[Collection(ProgramTests.Name)]
public sealed class ReportProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReportProcessTests() => MadeUpRunDirectory.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_report_has_every_section_and_without_faces_no_picture_and_no_example()
    {
        var (exitCode, output, errors) = EmotionNetProcess.Run(
            _folder.Path, "report", "run", "--data-dir", "sample", "--no-faces", "--against", "other.safetensors");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Matches(@"^report\.html: 0\.[0-9] MB; open it in a browser\.\n$", output);
        var page = File.ReadAllText(_folder.File("report.html"));
        string[] sections =
            ["scores", "curves", "confusion", "classes", "calibration", "wrong", "hardest", "conflicts", "comparison", "configuration", "origin"];
        Assert.All(sections, section => Assert.Contains($"<section id=\"{section}\">", page, StringComparison.Ordinal));
        Assert.DoesNotContain("<section id=\"examples\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("1 image with more than one label among near-duplicates", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">max-lr</th><td>0.02</td><td>0.012</td>", page, StringComparison.Ordinal);
        Assert.Contains(">emotionnet --epochs 3 --data-dir &lt;img src=x onerror=alert(1)&gt;</code>", page, StringComparison.Ordinal);
        Assert.Contains("B against A: ", page, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [Fact]
    public void Without_its_data_a_report_says_in_a_sentence_what_is_left_out_and_has_what_the_run_wrote()
    {
        var summary = _folder.File("run/summary.json");
        File.WriteAllText(summary, File.ReadAllText(summary).Replace("\"name\": \"angry\"", "\"name\": \"<b onclick='alert(1)'>\"", StringComparison.Ordinal));

        var (exitCode, _, errors) = EmotionNetProcess.Run(_folder.Path, "report", "run", "--out", "pages/run.html");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("Warning: Predictions, faces and near-duplicates are left out: <img src=x onerror=alert(1)>: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        var page = File.ReadAllText(_folder.File("pages/run.html"));
        Assert.Contains("<li>Predictions, faces and near-duplicates are left out: &lt;img src=x", page, StringComparison.Ordinal);
        Assert.Contains("validation, without TTA: 90.0 % right", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">&lt;b onclick=&#39;alert(1)&#39;&gt;</th>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b onclick", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<section id=\"wrong\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_that_the_data_has_not_is_refused()
    {
        using var folder = new TemporaryFolder();
        MadeUpRunDirectory.Write(folder, "sample");
        var csv = folder.File("sample/fer2013.csv");
        File.WriteAllLines(csv, [.. File.ReadAllLines(csv).Where(line => !line.EndsWith("PrivateTest", StringComparison.Ordinal))]);

        var (exitCode, output, errors) = EmotionNetProcess.Run(folder.Path, "report", "run", "--split", "test");

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("has no face for ", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.html"));
    }

    [Theory]
    [InlineData("report run --out mine.html", "mine.html: this file is not a report of emotionnet, and would be replaced; ")]
    [InlineData("report run --out page.png", "--out cannot be \"page.png\"; give a file name that ends in .html")]
    [InlineData("report gone", "gone: there is no such run; ")]
    [InlineData("report run --ferplus-dir sample", "run: this is a run on other data than FER+; give its data with --data-dir")]
    [InlineData("report run --against run", "run/best_model.safetensors: this network is given twice; ")]
    [InlineData("report --against run", "emotionnet report takes one RUN, and none is given; ")]
    public void What_cannot_be_done_is_said_in_a_sentence_before_libtorch_is_loaded_and_nothing_is_written(string arguments, string expected)
    {
        _folder.Write("mine.html", "<p>mine</p>");

        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(_folder.Path, arguments.Split(' '));

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Equal("<p>mine</p>", File.ReadAllText(_folder.File("mine.html")));
        Assert.Single(Directory.GetFiles(_folder.Path, "*.html"));
    }
}
