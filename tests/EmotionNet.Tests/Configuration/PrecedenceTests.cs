using EmotionNet.Configuration;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Configuration;

public sealed class PrecedenceTests
{
    private static readonly Dictionary<OptionEntry, string> Nothing = [];

    // Pairs that are valid alone but contradict another setting's preset are given their partner.
    private static readonly Dictionary<OptionEntry, string> Roomy = new() { [OptionCatalog.Find("max-lr")!] = "9", [OptionCatalog.Find("lr")!] = "0.0000001" };

    [Theory]
    [MemberData(nameof(SampleValues.Names), MemberType = typeof(SampleValues))]
    public void A_file_wins_over_the_preset(string name)
    {
        var entry = OptionCatalog.Find(name)!;
        var (value, _) = SampleValues.For(entry);

        var resolved = OptionsResolver.Resolve(With(Roomy, entry, value), Nothing);

        Assert.Equal(value, entry.Read(resolved.Options));
        Assert.Equal(value != entry.Read(ModePresets.For(resolved.Options.Mode)), resolved.Given.Contains(name));
    }

    [Theory]
    [MemberData(nameof(SampleValues.Names), MemberType = typeof(SampleValues))]
    public void A_flag_wins_over_a_file(string name)
    {
        var entry = OptionCatalog.Find(name)!;
        var (fromFile, fromFlag) = SampleValues.For(entry);

        var resolved = OptionsResolver.Resolve(With(Roomy, entry, fromFile), With(Nothing, entry, fromFlag));

        Assert.Equal(fromFlag, entry.Read(resolved.Options));
        Assert.Contains(name, resolved.Given);
    }

    [Property]
    public Property Each_setting_comes_from_the_last_source_that_names_it() => Prop.ForAll(
        (from file in Gen.SubListOf<OptionEntry>(OptionCatalog.Entries) from flags in Gen.SubListOf<OptionEntry>(OptionCatalog.Entries) select (file, flags))
            .ToArbitrary(),
        chosen =>
        {
            var file = chosen.file.Where(IsFree).ToDictionary(entry => entry, entry => SampleValues.For(entry).First);
            var flags = chosen.flags.Where(IsFree).ToDictionary(entry => entry, entry => SampleValues.For(entry).Second);
            var resolved = OptionsResolver.Resolve(file, flags).Options;
            return OptionCatalog.Entries.All(entry =>
                entry.Read(resolved) == (flags.GetValueOrDefault(entry) ?? file.GetValueOrDefault(entry) ?? entry.Read(ModePresets.For(resolved.Mode))));
        });

    [Theory]
    [InlineData("quick", null, 8)]
    [InlineData(null, "quick", 8)]
    [InlineData("quick", "ferplus", 36)]
    public void The_preset_is_that_of_the_mode_in_force(string? inFile, string? inFlags, int epochs)
    {
        Dictionary<OptionEntry, string> Mode(string? word) => word is null ? Nothing : With(Nothing, OptionCatalog.Mode, word);

        Assert.Equal(epochs, OptionsResolver.Resolve(Mode(inFile), Mode(inFlags)).Options.Epochs);
    }

    [Theory]
    [InlineData("sgd", null, 0.1, 0.0005)]
    [InlineData("sgd", "adamw", 0.003, 0.05)]
    [InlineData(null, "sam", 0.1, 0.0005)]
    [InlineData(null, "muon", 0.012, 0.05)]
    public void The_rates_and_the_weight_decay_are_those_of_the_optimizer_in_force(string? inFile, string? inFlags, double maxLearningRate, double weightDecay)
    {
        Dictionary<OptionEntry, string> Optimizer(string? word) => word is null ? Nothing : With(Nothing, OptionCatalog.Optimizer, word);

        var resolved = OptionsResolver.Resolve(Optimizer(inFile), Optimizer(inFlags)).Options;

        Assert.Equal((maxLearningRate, weightDecay), (resolved.MaxLearningRate, resolved.WeightDecay));
        Assert.True(resolved.LearningRate < maxLearningRate);
    }

    [Fact]
    public void A_rate_that_is_given_wins_over_that_of_the_optimizer()
    {
        var resolved = OptionsResolver.Resolve(With(Nothing, OptionCatalog.Optimizer, "sgd"), With(Nothing, OptionCatalog.Find("max-lr")!, "0.5"));

        Assert.Equal(0.5, resolved.Options.MaxLearningRate);
    }

    [Fact]
    public void The_catalogue_knows_every_setting()
    {
        var settable = typeof(TrainingOptions).GetProperties().Where(property => property.SetMethod is not null).Select(property => property.Name);
        var reached = OptionCatalog.Entries.Select(entry =>
        {
            var (first, second) = SampleValues.For(entry);
            var changed = entry.Write(new TrainingOptions(), entry.Read(new TrainingOptions()) == first ? second : first);
            return typeof(TrainingOptions).GetProperties()
                .Single(property => property.SetMethod is not null && !Equals(property.GetValue(changed), property.GetValue(new TrainingOptions())))
                .Name;
        });

        Assert.Equal(settable.Order(), reached.Order());
    }

    // Settings that contradict others are left to their own tests.
    private static bool IsFree(OptionEntry entry) => entry.Name is not ("lr" or "max-lr" or "use-balanced" or "optimizer" or "gradient-accumulation-steps");

    private static Dictionary<OptionEntry, string> With(IReadOnlyDictionary<OptionEntry, string> settings, OptionEntry entry, string value) =>
        new(settings) { [entry] = value };
}
