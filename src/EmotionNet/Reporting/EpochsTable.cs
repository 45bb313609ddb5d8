using System.Globalization;
using System.Text;
using EmotionNet.Checkpoints;
using EmotionNet.Files;

namespace EmotionNet.Reporting;

/// <summary>
/// <c>epochs.csv</c>: a row for each epoch. It has no times, so that a run that was killed and resumed leaves the file of one that was left alone;
/// <c>epoch_stats</c> has them.
/// </summary>
internal static class EpochsTable
{
    /// <summary>The whole file in UTF-8.</summary>
    /// <param name="epochs">The finished epochs, in order.</param>
    public static byte[] Of(IReadOnlyList<EpochStatistics> epochs)
    {
        var rows = epochs.Select(epoch => EpochMetrics.Of(epoch).ToDictionary(metric => metric.Name, metric => metric.Value)).ToList();
        // A resumed run of an earlier version has epochs with fewer numbers.
        var names = rows.SelectMany(row => row.Keys).Distinct().ToList();
        var text = new StringBuilder("epoch,is_best,better_weights");
        names.ForEach(name => text.Append(',').Append(CsvText.Quote(ColumnOf(name))));
        foreach (var (epoch, row) in epochs.Zip(rows))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{epoch.Epoch},{(epoch.IsBest ? 1 : 0)},{epoch.BetterSource.ToString().ToLowerInvariant()}");
            names.ForEach(name => text.Append(',').Append(row.TryGetValue(name, out var value) ? value.ToString("R", CultureInfo.InvariantCulture) : ""));
        }

        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    // Of "epoch/training_loss" and "validation_recall/happy": training_loss, validation_recall_happy.
    private static string ColumnOf(string name)
    {
        var (group, rest) = (name[..name.IndexOf('/')], name[(name.IndexOf('/') + 1)..]);
        return group == "epoch" ? rest : $"{group}_{rest}";
    }
}
