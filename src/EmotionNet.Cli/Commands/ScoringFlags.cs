using System.CommandLine;
using EmotionNet.Augmentation;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Data;

namespace EmotionNet.Cli.Commands;

/// <summary>The options of the commands that score networks: the split and the data, where and how it is computed, what is printed.</summary>
internal sealed class ScoringFlags
{
    private static readonly string[] Settings = ["data-dir", "ferplus-dir", "ferplus-mode", "device", "precision", "threads"];

    private readonly CommandFlags _flags;
    private readonly Option<OptionChoice<DataSplit>> _split;
    private readonly Option<OptionChoice<TtaMode>>? _tta;
    private readonly Option<bool>? _json;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="flags">The options of the command.</param>
    /// <param name="isPage">Whether the command writes a page, for which it computes more than one kind of TTA.</param>
    public ScoringFlags(CommandFlags flags, bool isPage = false)
    {
        _flags = flags;
        var validation = new OptionChoice<DataSplit>("validation", DataSplit.Validation);
        _split = flags.AddChoice(
            "--split",
            OptionGroup.Data,
            "what to score",
            validation,
            isPage ? [validation, new("test", DataSplit.Test)] : [new("train", DataSplit.Training), validation, new("test", DataSplit.Test)]);
        flags.AddSettings(OptionCatalog.Entries.Where(entry => Settings.Contains(entry.Name) && !(isPage && entry.Name == "ferplus-mode")));
        if (isPage)
        {
            return;
        }

        _tta = flags.AddChoice(
            "--tta",
            OptionGroup.Output,
            "test-time augmentation (TTA): the predictions for an image and its mirror image, or for ten crops, are averaged",
            OptionCatalog.TtaModes.First(mode => mode.Value == TtaMode.None),
            OptionCatalog.TtaModes);
        _json = flags.AddSwitch("--json", OptionGroup.Output, "print JSON instead of tables");
    }

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
