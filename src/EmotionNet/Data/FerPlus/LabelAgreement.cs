using System.Globalization;

namespace EmotionNet.Data.FerPlus;

/// <summary>
/// Whether the votes belong to the faces that they are paired with, by FER2013's own labels: of the real files, paired rightly, 63 % of the rows have the label
/// that most people voted for, and never less than 58 % of 500 rows in sequence; of rows in random order it is 18 %, and never more than 22 %.
/// </summary>
internal static class LabelAgreement
{
    private const double MinimumShare = 0.4;
    private const int WindowRows = 500;

    /// <summary>Fewer rows agree or disagree by chance.</summary>
    private const int MinimumRows = 50;

    /// <summary>The FER+ emotion of each FER2013 label.</summary>
    private static readonly int[] FerPlusEmotions = [4, 5, 6, 1, 3, 2, 0];

    /// <summary>Checks each split in windows, so that rows in another order are found in a part of a file as well.</summary>
    /// <param name="votes">The rows of votes.</param>
    /// <param name="faces">The rows of faces, as many.</param>
    /// <param name="votesFile">For a message.</param>
    /// <param name="facesFile">For a message.</param>
    /// <exception cref="UserInputException">The votes are those of other faces.</exception>
    public static void Check(IReadOnlyList<FerPlusRow> votes, FaceRowBuffer faces, string votesFile, string facesFile)
    {
        foreach (var split in Enum.GetValues<DataSplit>())
        {
            var rows = Enumerable.Range(0, votes.Count).Where(row => votes[row].Split == split && EmotionOf(votes[row]) >= 0).ToArray();
            for (var start = 0; start < rows.Length;)
            {
                // What is left after the last whole window belongs to it.
                var window = rows.AsSpan(start, rows.Length - start < 2 * WindowRows ? rows.Length - start : WindowRows);
                start += window.Length;
                var agreeing = 0;
                foreach (var row in window)
                {
                    agreeing += FerPlusEmotions[faces.LabelOf(row)] == EmotionOf(votes[row]) ? 1 : 0;
                }

                if (window.Length >= MinimumRows && agreeing < MinimumShare * window.Length)
                {
                    throw new UserInputException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"from here to line {votes[window[^1]].Line} the votes agree with the labels of {facesFile} "
                                + $"in {(double)agreeing / window.Length:0 %} of the rows, as those of other faces do; of the right faces it is about 63 %"),
                        "use Kaggle's fer2013.csv and Microsoft's fer2013new.csv whole, with the rows of both in their own order",
                        votesFile,
                        votes[window[0]].Line);
                }
            }
        }
    }

    /// <summary>The emotion with the most votes, as far as FER2013 has it; or -1.</summary>
    private static int EmotionOf(FerPlusRow row)
    {
        var leader = Array.IndexOf(row.Votes, row.Votes.Max());
        return row.ImageName.Length > 0 && Array.IndexOf(FerPlusEmotions, leader) >= 0 ? leader : -1;
    }
}
