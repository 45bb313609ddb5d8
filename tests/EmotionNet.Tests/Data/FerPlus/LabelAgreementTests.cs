using EmotionNet.Data;
using EmotionNet.Data.FerPlus;

namespace EmotionNet.Tests.Data.FerPlus;

public sealed class LabelAgreementTests
{
    // Of 100 rows 63 agree, as in the real files.
    private const int AgreeingOfHundred = 63;

    private static readonly int[] FerPlusEmotions = [4, 5, 6, 1, 3, 2, 0];

    [Theory]
    [InlineData(60)]
    [InlineData(499)]
    [InlineData(2_300)]
    public void Votes_that_agree_as_often_as_the_real_ones_are_accepted(int count) => Check(Rows(count), Labels(count));

    [Theory]
    [InlineData(60)]
    [InlineData(2_300)]
    public void Votes_of_rows_in_another_order_are_refused(int count)
    {
        var labels = Labels(count);
        new Random(1).Shuffle(labels);

        var error = SmallData.ErrorOf(() => Check(Rows(count), labels));

        Assert.StartsWith("votes.csv, line ", error.Message, StringComparison.Ordinal);
        Assert.Contains("their own order", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_are_moved_in_a_part_of_a_file_are_refused_with_the_line_where_it_begins()
    {
        var labels = Labels(3_000);
        new Random(1).Shuffle(labels.AsSpan(1_500));

        Assert.Equal(1_502, SmallData.ErrorOf(() => Check(Rows(3_000), labels)).Row);
    }

    [Fact]
    public void Too_few_rows_say_nothing() => Check(Rows(49), [.. Labels(49).Select(label => (label + 1) % 7)]);

    [Fact]
    public void A_split_is_checked_by_itself()
    {
        var rows = Rows(2_000).Concat(Rows(100, DataSplit.Validation)).ToList();
        var labels = Labels(2_100);
        new Random(1).Shuffle(labels.AsSpan(2_000));

        Assert.Throws<UserInputException>(() => Check(rows, labels));
    }

    private static void Check(List<FerPlusRow> votes, int[] labels)
    {
        var faces = new FaceRowBuffer();
        foreach (var label in labels)
        {
            faces.NextFace();
            faces.Add(label, DataSplit.Training);
        }

        LabelAgreement.Check(votes, faces, "votes.csv", "fer2013.csv");
    }

    private static List<FerPlusRow> Rows(int count, DataSplit split = DataSplit.Training) =>
        [.. Enumerable.Range(0, count).Select(row =>
        {
            var votes = new int[FerPlusVotes.ColumnCount];
            votes[FerPlusEmotions[row % 7]] = 10;
            return new FerPlusRow(split, $"{row}.png", votes, row + 2);
        })];

    private static int[] Labels(int count) =>
        [.. Enumerable.Range(0, count).Select(row => row * 37 % 100 < AgreeingOfHundred ? row % 7 : (row + 3) % 7)];
}
