using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EmotionNet.Cli.Options;

/// <summary>
/// Answers <c>emotionnet "[suggest:POSITION]" "LINE"</c>, which dotnet-suggest and the scripts of <c>emotionnet completion</c> send:
/// the words that may stand at that position, one a line. Unlike System.CommandLine's own answer, it knows <c>--name=value</c>.
/// </summary>
internal sealed class SuggestAction(RootCommand root, SuggestDirective directive) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var line = parseResult.Tokens.LastOrDefault(token => token.Type != TokenType.Directive)?.Value ?? "";
        var value = parseResult.GetResult(directive) is { Values: [var first, ..] } ? first : "";
        var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var position);
        using var words = new StringWriter();
        foreach (var word in Find(isNumber && position < line.Length ? line[..position] : line))
        {
            words.WriteLine(word);
        }

        parseResult.InvocationConfiguration.Output.Write(words);
        return ExitCodes.Done;
    }

    private IEnumerable<string> Find(string line)
    {
        var word = line[(line.LastIndexOf(' ') + 1)..];
        var before = line[..^word.Length];
        var name = word.StartsWith("--", StringComparison.Ordinal) ? word[..(word.IndexOf('=', StringComparison.Ordinal) + 1)] : "";
        if (name.Length > 0)
        {
            word = word[name.Length..];
            before = $"{before}{name[..^1]} ";
        }
        else if (word.StartsWith('-') && LastOption(before) is { Arity.MinimumNumberOfValues: 0 } option)
        {
            before = before[..before.LastIndexOf(option.Name, StringComparison.Ordinal)]; // the parser would still wait for its value
        }

        return name.Length > 0 && LastOption(before) is null ? [] : root.Parse(before + word, CommandTree.Parsing)
            .GetCompletions(before.Length + word.Length)
            .Select(completion => completion.Label)
            .Where(label => label.StartsWith(word, StringComparison.Ordinal))
            .Select(label => $"{name}{label}");
    }

    // The option that a line ends with, or null.
    private Option? LastOption(string line)
    {
        var parsed = root.Parse(line, CommandTree.Parsing);
        return parsed.Tokens is [.., { Type: TokenType.Option } last]
            ? parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == last.Value)
            : null;
    }
}
