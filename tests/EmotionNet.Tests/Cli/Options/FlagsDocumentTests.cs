using System.Text.RegularExpressions;
using EmotionNet.Tests.Architecture;

namespace EmotionNet.Tests.Cli.Options;

public sealed partial class FlagsDocumentTests
{
    private const string Document = "docs/flags.md";

    [Fact(Skip = SourceTree.Missing, SkipType = typeof(SourceTree), SkipUnless = nameof(SourceTree.IsThere))]
    public void The_committed_document_is_what_the_program_prints()
    {
        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(Path.GetTempPath(), "docs", "flags");

        Assert.Equal((0, ""), (exitCode, errors));
        var committed = SourceTree.Lines(Document);
        var printed = output.Replace("\r", "", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
        Assert.True(committed.SequenceEqual(printed), $"{Document} is out of date: run `emotionnet docs flags > {Document}`.");
    }

    [Fact(Skip = SourceTree.Missing, SkipType = typeof(SourceTree), SkipUnless = nameof(SourceTree.IsThere))]
    public void No_help_names_an_option_that_its_command_does_not_have()
    {
        var wrong = new List<string>();
        var (command, options, named) = ("", new HashSet<string>(), new List<string>());
        foreach (var line in SourceTree.Lines(Document).Append("## "))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                wrong.AddRange(named.Where(name => !options.Contains(name)).Select(name => $"{command}: {name}"));
                (command, options, named) = (line[3..], [], []);
            }
            else if (line.StartsWith("| `--", StringComparison.Ordinal))
            {
                options.Add(Option().Match(line).Value);
                named.AddRange(Named().Matches(line).Skip(1).Select(match => match.Value.Trim('`')));
            }
        }

        Assert.Empty(wrong);
    }

    [GeneratedRegex("--[a-z0-9-]+")]
    private static partial Regex Option();

    [GeneratedRegex("`--[a-z0-9-]+`?")]
    private static partial Regex Named();
}
