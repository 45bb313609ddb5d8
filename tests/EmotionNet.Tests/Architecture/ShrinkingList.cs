namespace EmotionNet.Tests.Architecture;

/// <summary>Known violations of a rule: a new one fails the test, and so does a line whose violation is gone, so that the list empties.</summary>
internal sealed class ShrinkingList(params string[] known)
{
    public void AssertIs(IEnumerable<string> found)
    {
        var all = found.ToHashSet();
        AssertHoldsAll(all);
        AssertNone("gone, remove from the list", known.Except(all));
    }

    public void AssertHoldsAll(IEnumerable<string> found) => AssertNone("new, against the rule", found.Except(known));

    private static void AssertNone(string problem, IEnumerable<string> lines)
    {
        var text = string.Join("\n  ", lines.Order(StringComparer.Ordinal));
        Assert.True(text.Length == 0, $"{problem}:\n  {text}");
    }
}
