using System.CommandLine;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>An option of a command, and what the help says of it.</summary>
/// <param name="Option">The parser's option.</param>
/// <param name="Group">The heading it stands under.</param>
/// <param name="ValueName">What stands after its name; empty for a switch.</param>
/// <param name="Expects">What it takes, in words that follow "give".</param>
/// <param name="Help">What it does; other options are named in backticks.</param>
/// <param name="Default">Its default in words; empty for none and for an option of the catalogue, whose presets know.</param>
internal sealed record Flag(Option Option, OptionGroup Group, string ValueName, string Expects, string Help, string Default = "")
{
    /// <summary>The entry of the catalogue behind it, or null; with it, the option's value is an <see cref="OptionAssignment"/>.</summary>
    public OptionEntry? Entry { get; init; }

    /// <summary>Its default, then those of the modes that have another; empty where it has none.</summary>
    public IReadOnlyList<FlagDefault> Defaults
    {
        get
        {
            if (Entry is null)
            {
                return Default.Length == 0 ? [] : [new("", Default)];
            }

            var usual = Word(ModePresets.For(TrainingMode.Default));
            var others = OptionCatalog.Modes.Select(mode => new FlagDefault(mode.Word, Word(ModePresets.For(mode.Value))));
            return Entry == OptionCatalog.Mode ? [new("", usual)] : [new("", usual), .. others.Where(mode => mode.Word != usual)];
        }
    }

    /// <summary>Whether a command line names it.</summary>
    public bool IsGiven(ParseResult parsed) => CommandFlags.IsGiven(parsed, Option);

    private string Word(TrainingOptions options) => Entry!.Kind == OptionKind.Switch ? (Entry.Read(options) == "true" ? "on" : "off") : Entry.Read(options);
}

/// <summary>A default of an option.</summary>
/// <param name="Mode">The mode that it is of; empty for all that are not named.</param>
/// <param name="Word">Its value.</param>
internal sealed record FlagDefault(string Mode, string Word);
