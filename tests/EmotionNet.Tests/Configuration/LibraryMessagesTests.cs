using System.Text.RegularExpressions;
using EmotionNet.Configuration;
using EmotionNet.Tests.Architecture;

namespace EmotionNet.Tests.Configuration;

/// <summary>The library does not know that there is a command line: its messages name an option in backticks.</summary>
public sealed partial class LibraryMessagesTests
{
    private static readonly string[] Others =
    [
        "resume", "overwrite", "config-file", "ranks-from", "input-name", "input-size", "input-range", "channels", "classes", "coverage",
        "model", "min-epochs", "pause-after",
    ];

    [Fact(Skip = SourceTree.Missing, SkipType = typeof(SourceTree), SkipUnless = nameof(SourceTree.IsThere))]
    public void No_message_of_the_library_spells_an_option_as_on_the_command_line() =>
        Assert.DoesNotContain(Literals(), literal => CommandLineSpelling().IsMatch(literal.Text));

    [Fact(Skip = SourceTree.Missing, SkipType = typeof(SourceTree), SkipUnless = nameof(SourceTree.IsThere))]
    public void Each_name_in_backticks_is_an_option() => Assert.Empty(
        from literal in Literals()
        from Match match in NameInBackticks().Matches(literal.Text)
        let name = match.Groups["name"].Value
        where OptionCatalog.Find(name) is null && !Others.Contains(name)
        select (literal.File, name));

    private static IEnumerable<(string File, string Text)> Literals() =>
        from file in SourceTree.Files("src/EmotionNet").Concat(SourceTree.Files("src/EmotionNet.Inference"))
        from line in SourceTree.Lines(file)
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from Match match in StringLiteral().Matches(line)
        select (file, match.Value);

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"")]
    private static partial Regex StringLiteral();

    [GeneratedRegex("(?<![a-z-])--[a-z]")]
    private static partial Regex CommandLineSpelling();

    [GeneratedRegex("`(?<name>[a-z][a-z-]*)`")]
    private static partial Regex NameInBackticks();
}
