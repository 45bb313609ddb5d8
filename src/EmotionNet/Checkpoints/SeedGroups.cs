using EmotionNet.Configuration;

namespace EmotionNet.Checkpoints;

/// <summary>
/// Which networks are runs of one setting: their options differ in the seed, and in nothing else but the directory of the run. A setting shows in the mean over seeds,
/// not in the best of them.
/// </summary>
internal static class SeedGroups
{
    private static readonly string[] Free = ["seed", "checkpoint-dir", "mlflow", "mlflow-experiment"];

    /// <summary>Groups networks.</summary>
    /// <param name="networks">What their checkpoints say; null of a network that does not say how it was trained, which stays alone.</param>
    /// <returns>
    /// The indices of each group, in the order of their first networks. Networks of which two have the same seed stay alone, as do all where they would be
    /// a single group.
    /// </returns>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<CheckpointDescription?> networks)
    {
        var groups = networks.Select((network, index) => (Network: network, Index: index))
            .GroupBy(entry => entry.Network is { } known ? KeyOf(known) : $"{entry.Index}", StringComparer.Ordinal)
            .SelectMany(group => group.DistinctBy(entry => entry.Network?.Options.Seed).Count() == group.Count()
                ? [[.. group.Select(entry => entry.Index)]]
                : group.Select(entry => (IReadOnlyList<int>)[entry.Index]))
            .OrderBy(group => group[0])
            .ToList();
        return groups.Count > 1 ? groups : [.. networks.Select((_, index) => (IReadOnlyList<int>)[index])];
    }

    private static string KeyOf(CheckpointDescription network) =>
        ConfigurationFile.ToJson(network.Options, OptionCatalog.Entries.Where(entry => !Free.Contains(entry.Name)));
}
