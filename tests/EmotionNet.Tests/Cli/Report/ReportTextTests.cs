using EmotionNet.Checkpoints;
using EmotionNet.Cli.Report;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Evaluation;
using EmotionNet.Reporting;
using EmotionNet.Tests.Reporting;

namespace EmotionNet.Tests.Cli.Report;

/// <summary>The page of a run without weights and data, as text.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class ReportTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_of_one_epoch_has_a_table_of_it_and_no_curve()
    {
        var page = Compose(epochs: 1);

        Assert.Contains("<section id=\"epoch\"><h2>Epoch</h2>", page, StringComparison.Ordinal);
        Assert.Contains("<li><a href=\"#epoch\">Epoch</a></li>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"chart curve\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"#curves\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_two_epochs_has_curves_and_no_section_of_its_only_epoch()
    {
        var page = Compose(epochs: 2);

        Assert.Contains("class=\"chart curve\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"epoch\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page[..page.IndexOf("<script>", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_files_are_is_no_setting_that_differs_from_the_preset()
    {
        var options = new TrainingOptions { Epochs = 3, DataDirectory = "/elsewhere", CheckpointDirectory = "run7", Mlflow = "http://localhost:5000" };

        var page = Compose(epochs: 1, options);

        Assert.Contains("1 setting that differs from the preset", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">epochs</th><td>3</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<th scope=\"row\">data-dir</th>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>data-dir</dt><dd>/elsewhere</dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Single_faces_have_the_temperature_of_the_weights_or_else_the_one_of_the_scores()
    {
        var faces = new FacePredictions(["a", "b"], [0], [[0.8, 0.2]]);
        var content = new ReportContent
        {
            Run = Run(epochs: 1, new TrainingOptions()),
            Split = DataSplit.Validation,
            Predictions = new CheckpointPredictions(Scores(temperature: 3), Scores(temperature: null), faces),
        };

        Assert.Equal(faces.AtTemperature(3).ConfidenceOf(0), content.CalibratedFaces!.ConfidenceOf(0));
        Assert.Equal(faces.AtTemperature(2).ConfidenceOf(0), (content with { WeightsTemperature = 2 }).CalibratedFaces!.ConfidenceOf(0));
        Assert.Equal(2.0 / 3, (content with { WeightsTemperature = 2 }).CalibratedFaces!.ConfidenceOf(0), 1e-9); // the ratio 4 becomes its root
        Assert.Contains("(temperature 2.00), as those of predict and explain", Words(content with { WeightsTemperature = 2 }), StringComparison.Ordinal);
        Assert.Contains("which has no temperature", Words(content with { Predictions = null }), StringComparison.Ordinal);

        static string Words(ReportContent content) => new ScoreSections(content).ProbabilityWords();
    }

    private static CheckpointScores Scores(double? temperature) => new(
        MadeUpRun.Result(correct: 7) with { Calibration = new Calibration(0.1, temperature, 0.05) }, null);

    private string Compose(int epochs, TrainingOptions? options = null) => ReportPage.Compose(
        new ReportContent { Run = Run(epochs, options ?? new TrainingOptions()), Split = DataSplit.Validation }, DateTimeOffset.UnixEpoch);

    private RunRecord Run(int epochs, TrainingOptions options)
    {
        var files = new RunFiles(_folder.Path);
        files.OnRunStarted(MadeUpRun.Plan() with { Options = options });
        foreach (var epoch in Enumerable.Range(1, epochs))
        {
            files.OnEpochCompleted(MadeUpRun.Epoch(epoch));
        }

        return RunRecord.Read(_folder.Path);
    }
}
