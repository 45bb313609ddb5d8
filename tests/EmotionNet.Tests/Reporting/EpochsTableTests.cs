using System.Text;
using EmotionNet.Data.Csv;
using EmotionNet.Evaluation;
using EmotionNet.Reporting;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

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

    [Property(MaxTest = 60)]
    public Property Every_number_reads_back_to_the_same_bits() => Prop.ForAll(
        Gen.Choose(int.MinValue, int.MaxValue).ListOf(4).Where(bits => bits.Count == 4).ToArbitrary(),
        bits =>
        {
            var numbers = bits.Chunk(2).Select(pair => BitConverter.Int64BitsToDouble(((long)pair[0] << 32) | (uint)pair[1])).ToList();
            var epoch = MadeUpRun.Epoch(1) with { TrainingLoss = numbers[0] };
            var scores = epoch.RawValidation.Classes;
            var named = scores[0] with { Name = "a, \"b\"\nc", Recall = numbers[1] };
            epoch = epoch with { RawValidation = epoch.RawValidation with { Classes = [named, .. scores.Skip(1)] } };
            using var folder = new TemporaryFolder();
            File.WriteAllBytes(folder.File("epochs.csv"), EpochsTable.Of([epoch, MadeUpRun.Epoch(2)]));

            using var table = CsvTable.Open(folder.File("epochs.csv"));
            table.Read();
            return Same(numbers[0], table[table.FindColumn("training_loss")]) && Same(numbers[1], table[table.FindColumn("validation_recall_a, \"b\"\nc")]);

            static bool Same(double number, string text) =>
                double.Parse(text, System.Globalization.CultureInfo.InvariantCulture).Equals(number); // also of what is not a number
        });

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
