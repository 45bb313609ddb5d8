using System.Globalization;

namespace EmotionNet.Faults;

/// <summary>What came of the kills of one setting.</summary>
/// <param name="Name">The setting.</param>
/// <param name="Runs">Runs that were killed at least once.</param>
/// <param name="Kills">Kills.</param>
/// <param name="InAWrite">Kills at the sight of a temporary file, which is being written or is whole and about to be renamed.</param>
/// <param name="Lost">What differs from a run that was left alone, a sentence each.</param>
internal sealed record KillRow(string Name, int Runs, int Kills, int InAWrite, IReadOnlyList<string> Lost);

/// <summary>Prints the rows as they come, and what they add up to.</summary>
internal sealed class KillTable
{
    private readonly List<KillRow> _rows = [];

    public KillTable() => Line("| setting | runs | kills | of them at a write | lost or different |");

    public void Add(KillRow row)
    {
        if (_rows.Count == 0)
        {
            Line("| --- | ---: | ---: | ---: | ---: |");
        }

        _rows.Add(row);
        Print(row);
        foreach (var sentence in row.Lost)
        {
            Console.Error.WriteLine($"{row.Name}: {sentence}");
        }
    }

    /// <returns>The exit code: 1 where anything was lost.</returns>
    public int PrintTotals()
    {
        Print(new KillRow(
            "all", _rows.Sum(row => row.Runs), _rows.Sum(row => row.Kills), _rows.Sum(row => row.InAWrite), [.. _rows.SelectMany(row => row.Lost)]));
        return _rows.Any(row => row.Lost.Count > 0) ? 1 : 0;
    }

    private static void Print(KillRow row) =>
        Line(string.Create(CultureInfo.InvariantCulture, $"| {row.Name} | {row.Runs} | {row.Kills} | {row.InAWrite} | {row.Lost.Count} |"));

    private static void Line(string text) => Console.WriteLine(text);
}
