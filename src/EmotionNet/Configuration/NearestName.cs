namespace EmotionNet.Configuration;

/// <summary>Finds the known name nearest to a misspelt one.</summary>
internal static class NearestName
{
    /// <summary>The known name of the smallest edit distance, the first of equals.</summary>
    /// <param name="name">What was written; letter case, <c>_</c> and <c>-</c> are ignored.</param>
    /// <param name="known">At least one name.</param>
    public static string Find(string name, IEnumerable<string> known) => known.MinBy(candidate => Distance(Plain(name), Plain(candidate)))!;

    /// <summary>The nearest known name, or null where none is near enough to be a likely misspelling.</summary>
    /// <param name="name">What was written; letter case, <c>_</c> and <c>-</c> are ignored.</param>
    /// <param name="known">At least one name.</param>
    public static string? FindClose(string name, IEnumerable<string> known)
    {
        var nearest = Find(name, known);
        var isLonger = Plain(name).StartsWith(Plain(nearest), StringComparison.Ordinal);
        return isLonger || Distance(Plain(name), Plain(nearest)) <= Math.Max(2, name.Length / 3) ? nearest : null;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words.</summary>
    public static int Distance(string left, string right)
    {
        var costs = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++)
        {
            for (var column = 0; column <= right.Length; column++)
            {
                costs[row, column] = row == 0 ? column : column == 0 ? row : Math.Min(
                    Math.Min(costs[row - 1, column], costs[row, column - 1]) + 1,
                    costs[row - 1, column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1));
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                {
                    costs[row, column] = Math.Min(costs[row, column], costs[row - 2, column - 2] + 1);
                }
            }
        }

        return costs[left.Length, right.Length];
    }

    // batchSize, batch_size and Batch-Size are all meant to be batch-size.
    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
