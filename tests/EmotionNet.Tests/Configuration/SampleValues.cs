using EmotionNet.Configuration;

namespace EmotionNet.Tests.Configuration;

/// <summary>Values that an option accepts and that differ from each other and from every preset's.</summary>
internal static class SampleValues
{
    public static (string First, string Second) For(OptionEntry entry)
    {
        var presets = Enum.GetValues<TrainingMode>().Select(mode => entry.Read(ModePresets.For(mode))).ToHashSet();
        string[] candidates =
        [
            .. entry.Words, "true", "false", "3", "7", "0.00031", "0.00037", "24", "32", "some/where", "else/where", "http://here:5000", "https://there",
        ];
        var accepted = candidates.Where(text => entry.Parse(text) is not null).Distinct().OrderBy(presets.Contains).ToArray();
        return (accepted[0], accepted[1]);
    }

    public static TheoryData<string> Names => [.. OptionCatalog.Entries.Select(entry => entry.Name)];
}
