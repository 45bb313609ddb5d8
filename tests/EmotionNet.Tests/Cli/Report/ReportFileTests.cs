using EmotionNet.Cli.Report;
using EmotionNet.Tests.Data;

namespace EmotionNet.Tests.Cli.Report;

[Collection(TorchFreeTests.Name)]
public sealed class ReportFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<!DOCTYPE html><title>mine</title>")]
    [InlineData("")]
    public void A_file_that_is_not_a_report_is_not_replaced(string content)
    {
        var path = _folder.Write("report.html", content);

        Assert.StartsWith(
            $"{path}: this file is not a report of emotionnet, and would be replaced; ",
            SmallData.ErrorOf(() => ReportFile.Prepare(path, _folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_refused_and_a_missing_one_is_made()
    {
        Directory.CreateDirectory(_folder.File("there.html"));

        Assert.StartsWith(
            $"{_folder.File("there.html")}: this is a directory; ",
            SmallData.ErrorOf(() => ReportFile.Prepare(_folder.File("there.html"), _folder.Path)).Message,
            StringComparison.Ordinal);
        ReportFile.Prepare(_folder.File("new/report.html"), _folder.Path);
        Assert.True(Directory.Exists(_folder.File("new")));
    }

    [Fact]
    public void The_report_of_a_run_is_replaced_by_one_of_the_same_run_alone()
    {
        var run = _folder.File("run");
        var path = _folder.Write("report.html", $"<meta name=\"generator\" content=\"emotionnet report\">\n{ReportFile.RunMark($"{run}/")}");

        ReportFile.Prepare(path, run);

        Assert.StartsWith(
            $"{path}: this is the report of another run, and would be replaced; ",
            SmallData.ErrorOf(() => ReportFile.Prepare(path, _folder.File("run2"))).Message,
            StringComparison.Ordinal);
    }
}
