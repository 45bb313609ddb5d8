using System.CommandLine;
using EmotionNet.Cli.Options;
using EmotionNet.Cli.Sweeps;
using EmotionNet.Cli.Tuning;
using EmotionNet.Configuration;
using EmotionNet.Sweeps;
using EmotionNet.Tuning;

namespace EmotionNet.Cli.Commands;

/// <summary><c>tune</c>: searches for better settings within some minutes.</summary>
internal static class TuneCommand
{
    private const int DefaultBudget = 60;
    private const int MaximumBudget = 30 * 24 * 60; // a timer counts no more than seven weeks
    private const int DefaultReduction = 3;
    private const int MaximumReduction = 10;
    private const int MaximumSlots = 1024;
    private const int MaximumTrials = 10_000;

    private static readonly OptionChoice<ProposalKind> Tpe = new("tpe", ProposalKind.Tpe);

    /// <summary>The command; <c>tune status</c> is <see cref="TuneStatusCommand"/>.</summary>
    public static CommandFlags Create()
    {
        const string Help = "Searches for better settings: learning rate, dropout, mixup, random erasing, weight decay and stochastic depth, as far as they "
            + "are not given. Trials are compared after a few epochs, and the best continue (asynchronous successive halving). The validation split alone "
            + "decides. The first trial is what is given. The same command continues a search.";
        var flags = new CommandFlags(new Command("tune", Help))
        {
            Examples =
            [
                new("an hour of trials of at most 9 epochs", "emotionnet tune --data-dir data/fer2013 --epochs 9 --budget 60 --out tune"),
                new("a search that leaves the learning rate alone", "emotionnet tune --max-lr 0.012 --budget 600 --out tune"),
                new("train the answer", "emotionnet --config-file tune/best.json --checkpoint-dir tuned"),
            ],
        };
        flags.AddSettings(OptionCatalog.Entries.Where(entry => !SearchDefinition.OwnOptions.Contains(entry.Name)));
        var configurationFile = SettingsSource.AddConfigurationFile(flags);
        var target = flags.AddRequired(
            "--out", OptionGroup.Output, ValueFormats.Text("DIR", "a directory for the search", PathKind.Directory), "the directory of the search");
        var budget = flags.AddNumber(
            "--budget", OptionGroup.Search, 1, MaximumBudget, "minutes that the search may take, in all where it was interrupted", $"{DefaultBudget}");
        var trials = flags.AddNumber("--trials", OptionGroup.Search, 1, MaximumTrials, "begin at most so many trials", "as many as the time allows");
        var proposals = flags.AddChoice(
            "--proposals",
            OptionGroup.Search,
            "where new trials come from: the tree-structured Parzen estimator, or the whole search space evenly",
            Tpe,
            [Tpe, new("random", ProposalKind.Random)]);
        var shortest = flags.AddNumber(
            "--min-epochs", OptionGroup.Search, 1, int.MaxValue, "the fewest epochs after which trials are compared", "those of the warm-up");
        var reduction = flags.AddNumber(
            "--reduction", OptionGroup.Search, 2, MaximumReduction, "of so many trials one continues, so many times as long", $"{DefaultReduction}");
        var local = flags.AddNumber("--local", OptionGroup.Hardware, 1, MaximumSlots, "run N trials at a time, which share the processors", "1");
        flags.Command.SetAction(parsed =>
        {
            var (file, commandLine) = SettingsSource.Read(flags, parsed, configurationFile);
            var definition = new SearchDefinition(
                Combine(file, commandLine),
                commandLine.Select(assignment => assignment.Entry.Name).ToHashSet(StringComparer.Ordinal),
                parsed.GetRequiredValue(proposals).Value,
                parsed.GetValue(reduction)?.Value ?? DefaultReduction,
                parsed.GetValue(shortest)?.Value);
            TaskData.RequireFound([definition.Start]);
            var directory = parsed.GetRequiredValue(target);
            using var held = TuneDirectory.Kind.Lock(directory);
            var tune = TuneDirectory.Prepare(directory, definition);
            Warnings.Show(IneffectiveOptions.Find(definition.Start));

            return LocalSearch.Run(
                tune,
                (parsed.GetValue(budget)?.Value ?? DefaultBudget) * 60.0,
                parsed.GetValue(trials)?.Value ?? MaximumTrials,
                parsed.GetValue(local)?.Value ?? 1);
        });
        return flags;
    }

    // The last assignment of an option counts, as in a run.
    private static List<SweepSetting> Combine(IEnumerable<OptionAssignment> file, IEnumerable<OptionAssignment> commandLine) =>
    [
        .. file.Concat(commandLine)
            .Where(assignment => !SearchDefinition.OwnOptions.Contains(assignment.Entry.Name))
            .GroupBy(assignment => assignment.Entry)
            .Select(group => SweepSetting.Of(group.Last())),
    ];
}
