using System.CommandLine;
using System.CommandLine.Parsing;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>Says in one sentence what is wrong with a command line.</summary>
internal static class UsageError
{
    /// <summary>The first thing that is wrong.</summary>
    /// <param name="parsed">A command line with errors.</param>
    /// <param name="flags">The flags of the command that was meant.</param>
    public static UserInputException Describe(ParseResult parsed, CommandFlags flags)
    {
        var command = NameOf(parsed.CommandResult.Command);
        if (parsed.UnmatchedTokens.Count > 0)
        {
            return Unknown(parsed.UnmatchedTokens[0], command, flags);
        }

        var error = parsed.Errors[0];
        if (error.SymbolResult is OptionResult option && flags.Lines.FirstOrDefault(line => line.Option == option.Option) is { } line)
        {
            var expects = line.Entry?.Expects ?? (line.ValueName.Length == 0 ? "no value" : line.ValueName);
            return option.Tokens.Count switch
            {
                0 => new($"{line.Option.Name} needs a value", $"give {expects}"),
                1 => new($"{line.Option.Name} cannot be \"{option.Tokens[0].Value}\"", $"give {expects}"),
                _ => new($"{line.Option.Name} is given {option.Tokens.Count} values", "give one"),
            };
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

    private static UserInputException Unknown(string token, string command, CommandFlags flags)
    {
        if (token.StartsWith('-'))
        {
            var name = token.Split('=', 2)[0];
            var hint = NearestName.FindClose(name, flags.Lines.Select(line => line.Option.Name).Append("--help")) is { } close
                ? $"did you mean {close}, or "
                : "";
            return new UserInputException($"{name} is no flag of {command}", $"{hint}see {command} --help");
        }

        var commands = flags.Command.Subcommands.Select(sub => sub.Name).ToList();
        return new UserInputException(
            $"{command} does not know what to do with \"{token}\"",
            commands.Count == 0 ? $"see {command} --help" : $"leave it out, or use one of the commands: {string.Join(", ", commands)}");
    }
}
