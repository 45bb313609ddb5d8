using System.Text;
using EmotionNet.Evaluation;
using EmotionNet.Reporting;

namespace EmotionNet.Tests.Reporting;

public sealed class EpochsTableTests
{
    [Fact]
    public void Each_epoch_is_a_row_of_numbers_that_read_back_to_the_same_bits()
    {
        var epochs = Enumerable.Range(1, 3).Select(MadeUpRun.Epoch).ToList();

        var lines = Encoding.UTF8.GetString(EpochsTable.Of(epochs)).Split('\n');

        Assert.Equal(5, lines.Length);
        Assert.Equal("", lines[^1]);
        var columns = lines[0].Split(',');
        Assert.Equal(["epoch", "is_best", "better_weights", "learning_rate", "training_loss", "training_accuracy", "validation_loss"], columns[..7]);
        Assert.Contains("validation_ema_recall_happy", columns);
        for (var row = 0; row < 3; row++)
        {
            var cells = lines[row + 1].Split(',');
            Assert.Equal(columns.Length, cells.Length);
            Assert.Equal($"{row + 1},1,raw", string.Join(',', cells[..3]));
            Assert.Equal(epochs[row].TrainingLoss, double.Parse(cells[4], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Numbers_that_an_earlier_epoch_lacks_are_empty_there()
    {
        var second = MadeUpRun.Epoch(2);
        var measured = second.RawValidation with { Calibration = new Calibration(0.25, 1.5, 0.125) };

        var lines = Encoding.UTF8.GetString(EpochsTable.Of([MadeUpRun.Epoch(1), second with { RawValidation = measured }])).Split('\n');

        var column = Array.IndexOf(lines[0].Split(','), "validation_calibration_error");
        Assert.Equal(["", "0.25"], lines[1..3].Select(line => line.Split(',')[column]));
    }

    [Fact]
    public void A_class_with_a_comma_in_its_name_stays_one_column()
    {
        var epoch = MadeUpRun.Epoch(1);
        var classes = epoch.RawValidation.Classes.Select(score => score with { Name = $"{score.Name}, very" }).ToList();

        var header = Encoding.UTF8.GetString(EpochsTable.Of([epoch with { RawValidation = epoch.RawValidation with { Classes = classes } }]));

        Assert.Contains(",\"validation_recall_happy, very\",", header, StringComparison.Ordinal);
    }
}
