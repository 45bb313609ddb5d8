using System.CommandLine;
using EmotionNet.Augmentation;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Data;

namespace EmotionNet.Cli.Commands;

/// <summary>The options of the commands that score networks: the split and the data, where and how it is computed, what is printed.</summary>
internal sealed class ScoringFlags
{
    /// <summary>The help of <c>--data-dir</c> in a command that takes the classes from the network.</summary>
    public const string DataHelp = "FER2013: a directory or file in any of its layouts; RAF-DB; or image directories of the network's own classes";

    private static readonly string[] DataSettings = ["data-dir", "ferplus-dir", "ferplus-mode"], ComputeSettings = ["device", "precision"];
    private static readonly OptionChoice<DataSplit>[] Training = [new("train", DataSplit.Training)];

    private readonly CommandFlags _flags;
    private readonly Option<OptionChoice<DataSplit>> _split;
    private readonly Option<OptionChoice<TtaMode>>? _tta;
    private readonly Option<bool>? _json;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="flags">The options of the command.</param>
    /// <param name="output">What the command makes of the scores.</param>
    public ScoringFlags(CommandFlags flags, ScoringOutput output = ScoringOutput.Tables)
    {
        _flags = flags;
        var validation = new OptionChoice<DataSplit>("validation", DataSplit.Validation);
        _split = flags.AddChoice(
            "--split",
            OptionGroup.Data,
            output == ScoringOutput.WorstFaces ? "the faces of --worst" : "what to score",
            validation,
            [.. output == ScoringOutput.Page ? [] : Training, validation, new("test", DataSplit.Test)]);
        string[] settings =
        [
            .. DataSettings.Where(name => output != ScoringOutput.Page || name != "ferplus-mode"),
            .. output == ScoringOutput.WorstFaces ? [] : ComputeSettings,
            "threads",
        ];
        flags.AddSettings(OptionCatalog.Entries.Where(entry => settings.Contains(entry.Name)), new Dictionary<string, string> { ["data-dir"] = DataHelp });
        _tta = output != ScoringOutput.Tables ? null : flags.AddChoice(
            "--tta",
            OptionGroup.Output,
            "test-time augmentation (TTA): the predictions for an image and its mirror image, or for ten crops, are averaged",
            OptionCatalog.TtaModes.First(mode => mode.Value == TtaMode.None),
            OptionCatalog.TtaModes);
        _json = output == ScoringOutput.Page ? null : flags.AddSwitch(
            "--json",
            OptionGroup.Output,
            output == ScoringOutput.WorstFaces ? "print a JSON object a line for each face" : "print JSON instead of tables");
    }

    /// <summary>Whether the command line names a split or data.</summary>
    public bool IsGiven(ParseResult parsed) =>
        CommandFlags.IsGiven(parsed, _split) || _flags.All.Any(flag => flag.Entry is { } entry && DataSettings.Contains(entry.Name) && flag.IsGiven(parsed));

    /// <summary>Reads the options.</summary>
    /// <exception cref="UserInputException">They contradict each other.</exception>
    public ScoringRequest Read(ParseResult parsed)
    {
        var resolved = SettingsSource.Resolve(_flags, parsed);
        var (isFer2013, isFerPlus) = (resolved.Given.Contains("data-dir"), resolved.Given.Contains("ferplus-dir"));
        if (isFer2013 && isFerPlus)
        {
            throw new UserInputException(
                $"{_flags.Command.Name} scores one data set, not both --data-dir and --ferplus-dir",
                "give either --data-dir with FER2013 or --ferplus-dir with FER+");
        }

        return new ScoringRequest(
            resolved.Options with { TtaMode = _tta is null ? TtaMode.None : parsed.GetRequiredValue(_tta).Value },
            resolved.Given,
            isFer2013 || isFerPlus ? isFerPlus : null,
            parsed.GetRequiredValue(_split).Value,
            _json is not null && parsed.GetValue(_json));
    }
}
