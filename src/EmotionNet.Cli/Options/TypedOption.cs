using System.CommandLine;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>
/// Options of System.CommandLine that parse, check and complete their value. The value is of a class, be it a choice or an assignment:
/// the parser's code for <c>Option&lt;int&gt;</c> and every enum would be compiled anew at each start, which takes longer than all the rest.
/// </summary>
internal static class TypedOption
{
    /// <summary>Creates the option of an entry of the catalogue; its value is the entry with what the user gave.</summary>
    public static Option<OptionAssignment> Create(OptionEntry entry)
    {
        var isSwitch = entry.Kind == OptionKind.Switch;
        return Create($"--{entry.Name}", isSwitch, text => entry.Parse(text ?? "true"), entry.Expects, entry.Words, entry.Path);
    }

    /// <summary>Creates an option that takes one value.</summary>
    /// <param name="name">Its name with its dashes.</param>
    /// <param name="format">How its value is written.</param>
    /// <param name="isValueOptional">Whether the value may be left out; it is then null.</param>
    public static Option<T> Create<T>(string name, ValueFormat<T> format, bool isValueOptional = false)
        where T : class
    {
        return Create(name, isValueOptional, Parse, format.Expects, format.Words, format.Path);

        T? Parse(string? text) => text is not null && format.TryParse(text, out var value) ? value : null;
    }

    private static Option<T> Create<T>(
        string name, bool isValueOptional, Func<string?, T?> parse, string expects, IReadOnlyList<string> words, PathKind path)
        where T : class
    {
        var option = new Option<T>(name)
        {
            Arity = isValueOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 0 ? null : result.Tokens[^1].Value;
                var value = parse(text);
                if (value is null && text is not null)
                {
                    result.AddError($"{name} cannot be \"{text}\"; give {expects}."); // UsageError says it, with what else is wrong
                }

                return value;
            },
        };
        option.CompletionSources.Clear();
        if (path == PathKind.None)
        {
            option.CompletionSources.Add([.. words]);
        }
        else
        {
            option.CompletionSources.Add(context => PathCompletion.Find(context.WordToComplete, path));
        }

        return option;
    }
}
