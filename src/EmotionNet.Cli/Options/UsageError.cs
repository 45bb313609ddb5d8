using System.CommandLine;
using System.CommandLine.Parsing;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>Says in one sentence what is wrong with a command line.</summary>
internal static class UsageError
{
    /// <summary>The first thing that is wrong.</summary>
    /// <param name="parsed">A command line with errors.</param>
    /// <param name="flags">The options of the command that was meant.</param>
    public static UserInputException Describe(ParseResult parsed, CommandFlags flags)
    {
        var command = NameOf(parsed.CommandResult.Command);
        // The parser takes the option that follows for the value of one that has none.
        if (flags.All.FirstOrDefault(flag => parsed.GetResult(flag.Option) is { Tokens: [{ Value: ['-', '-', ..] }] }) is { } valueless)
        {
            return new($"{valueless.Option.Name} needs a value", $"give {valueless.Expects}");
        }

        if (parsed.UnmatchedTokens.Count > 0)
        {
            return Unknown(parsed, command, flags);
        }

        var error = parsed.Errors[0];
        if (error.SymbolResult is OptionResult option && flags.All.FirstOrDefault(flag => flag.Option == option.Option) is { } wrong
            && !(wrong.Option.Required && option.Implicit))
        {
            return option.Tokens.Count switch
            {
                0 => new($"{wrong.Option.Name} needs a value", $"give {wrong.Expects}"),
                1 => new($"{wrong.Option.Name} cannot be \"{option.Tokens[0].Value}\"", $"give {wrong.Expects}"),
                _ => new($"{wrong.Option.Name} is given {option.Tokens.Count} values", "give one"),
            };
        }

        if (flags.All.FirstOrDefault(flag => flag.Option.Required && !flag.IsGiven(parsed)) is { } missing)
        {
            return new($"{command} needs {missing.Option.Name}", $"give it {missing.Expects}");
        }

        return parsed.CommandResult.Command.Subcommands.Count > 0
            ? new UserInputException(
                $"{command} needs a command",
                $"use one of: {string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(sub => $"{command} {sub.Name}"))}")
            : new UserInputException(error.Message.TrimEnd('.'), $"see {command} --help");
    }

    /// <summary>The command as it is typed: <c>emotionnet data inspect</c>.</summary>
    public static string NameOf(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? CommandTree.ProgramName : $"{NameOf(parent)} {command.Name}";
    }

    /// <summary>An option that the command does not have.</summary>
    public static UserInputException UnknownOption(string token, CommandFlags flags)
    {
        var name = token.Split('=', 2)[0];
        var hint = NearestName.FindClose(name, flags.All.Select(flag => flag.Option.Name).Append("--help")) is { } close
            ? $"did you mean {close}, or "
            : "";
        return new UserInputException($"unknown option {name}", $"{hint}see {NameOf(flags.Command)} --help");
    }

    private static UserInputException Unknown(ParseResult parsed, string command, CommandFlags flags)
    {
        var token = parsed.UnmatchedTokens[0];
        if (token.StartsWith('-'))
        {
            return UnknownOption(token, flags);
        }

        // The value of a switch is its own only if it is one.
        var before = parsed.Tokens.TakeWhile(other => other.Value != token).LastOrDefault()?.Value;
        if (flags.All.FirstOrDefault(flag => flag.Option.Name == before && flag.Entry?.Kind == OptionKind.Switch) is { } wrong)
        {
            return new UserInputException($"{before} cannot be \"{token}\"", $"give {wrong.Expects}, or leave it out");
        }

        var commands = flags.Command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name).ToList();
        return commands.Count == 0
            ? new UserInputException($"unexpected argument \"{token}\"", $"leave it out, or see {command} --help")
            : new UserInputException($"unknown command \"{token}\"", NearestName.FindClose(token, commands) is { } close
                ? $"did you mean {close}, or see {command} --help"
                : $"leave it out, or use one of: {string.Join(", ", commands)}");
    }
}
