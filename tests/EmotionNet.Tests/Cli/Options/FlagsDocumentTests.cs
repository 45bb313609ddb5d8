using EmotionNet.Tests.Architecture;

namespace EmotionNet.Tests.Cli.Options;

public sealed class FlagsDocumentTests
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
}
