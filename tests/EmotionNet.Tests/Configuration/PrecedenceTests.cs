using EmotionNet.Configuration;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Configuration;

public sealed class PrecedenceTests
{
    // Options that are valid alone but contradict another's preset are given their partner.
    private static readonly OptionAssignment[] Roomy = [Assign("max-lr", "9"), Assign("lr", "0.0000001"), Assign("init-from", "a/run")];

    [Theory]
    [MemberData(nameof(SampleValues.Names), MemberType = typeof(SampleValues))]
    public void A_file_wins_over_the_preset(string name)
    {
        var entry = OptionCatalog.Find(name)!;
        var (value, _) = SampleValues.For(entry);

        var resolved = OptionsResolver.Resolve([.. Roomy, entry.Parse(value)!], []);

        Assert.Equal(value, entry.Read(resolved.Options));
        Assert.Equal(value != entry.Read(ModePresets.For(resolved.Options.Mode)), resolved.Given.Contains(name));
    }

    [Theory]
    [MemberData(nameof(SampleValues.Names), MemberType = typeof(SampleValues))]
    public void The_command_line_wins_over_a_file(string name)
    {
        var entry = OptionCatalog.Find(name)!;
        var (fromFile, fromCommandLine) = SampleValues.For(entry);

        var resolved = OptionsResolver.Resolve([.. Roomy, entry.Parse(fromFile)!], [entry.Parse(fromCommandLine)!]);

        Assert.Equal(fromCommandLine, entry.Read(resolved.Options));
        Assert.Contains(name, resolved.Given);
    }

    [Property]
    public Property Each_option_comes_from_the_last_source_that_names_it() => Prop.ForAll(
        (from file in Gen.SubListOf<OptionEntry>(OptionCatalog.Entries)
         from commandLine in Gen.SubListOf<OptionEntry>(OptionCatalog.Entries)
         select (file, commandLine)).ToArbitrary(),
        chosen =>
        {
            var file = chosen.file.Where(IsFree).ToDictionary(entry => entry, entry => SampleValues.For(entry).First);
            var commandLine = chosen.commandLine.Where(IsFree).ToDictionary(entry => entry, entry => SampleValues.For(entry).Second);
            var resolved = OptionsResolver.Resolve(Assign(file), Assign(commandLine)).Options;
            return OptionCatalog.Entries.All(entry => entry.Read(resolved)
                == (commandLine.GetValueOrDefault(entry) ?? file.GetValueOrDefault(entry) ?? entry.Read(ModePresets.For(resolved.Mode))));
        });

    [Theory]
    [InlineData("quick", null, 8)]
    [InlineData(null, "quick", 8)]
    [InlineData("quick", "ferplus", 36)]
    public void The_preset_is_that_of_the_mode_in_force(string? inFile, string? onCommandLine, int epochs) =>
        Assert.Equal(epochs, OptionsResolver.Resolve(AssignIfGiven("mode", inFile), AssignIfGiven("mode", onCommandLine)).Options.Epochs);

    [Theory]
    [InlineData("sgd", null, 0.1, 0.0005)]
    [InlineData("sgd", "adamw", 0.003, 0.05)]
    [InlineData(null, "sam", 0.1, 0.0005)]
    [InlineData(null, "muon", 0.012, 0.05)]
    public void The_rates_and_the_weight_decay_are_those_of_the_optimizer_in_force(
        string? inFile,
        string? onCommandLine,
        double maxLearningRate,
        double weightDecay)
    {
        var resolved = OptionsResolver.Resolve(AssignIfGiven("optimizer", inFile), AssignIfGiven("optimizer", onCommandLine)).Options;

        Assert.Equal((maxLearningRate, weightDecay), (resolved.MaxLearningRate, resolved.WeightDecay));
        Assert.True(resolved.LearningRate < maxLearningRate);
    }

    [Fact]
    public void A_rate_that_is_given_wins_over_that_of_the_optimizer()
    {
        var resolved = OptionsResolver.Resolve([Assign("optimizer", "sgd")], [Assign("max-lr", "0.5")]);

        Assert.Equal(0.5, resolved.Options.MaxLearningRate);
    }

    [Fact]
    public void The_catalogue_has_every_option()
    {
        var settable = typeof(TrainingOptions).GetProperties().Where(property => property.SetMethod is not null).Select(property => property.Name);
        var reached = OptionCatalog.Entries.Select(entry =>
        {
            var (first, second) = SampleValues.For(entry);
            var changed = entry.Parse(entry.Read(new TrainingOptions()) == first ? second : first)!.Apply(new TrainingOptions());
            return typeof(TrainingOptions).GetProperties()
                .Single(property => property.SetMethod is not null && !Equals(property.GetValue(changed), property.GetValue(new TrainingOptions())))
                .Name;
        });

        Assert.Equal(settable.Order(), reached.Order());
    }

    // Options that contradict others are left to their own tests.
    private static bool IsFree(OptionEntry entry) => entry.Name is not (
        "lr" or "max-lr" or "use-balanced" or "classes" or "optimizer" or "gradient-accumulation-steps" or "epochs" or "init-from" or "freeze-epochs");

    private static OptionAssignment Assign(string name, string value) => OptionCatalog.Find(name)!.Parse(value)!;

    private static OptionAssignment[] AssignIfGiven(string name, string? value) => value is null ? [] : [Assign(name, value)];

    private static OptionAssignment[] Assign(Dictionary<OptionEntry, string> values) => [.. values.Select(pair => pair.Key.Parse(pair.Value)!)];
}
