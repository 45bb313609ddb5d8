using EmotionNet.Configuration;

namespace EmotionNet.Sweeps;

/// <summary>An option and its value as text.</summary>
/// <param name="Entry">The option.</param>
/// <param name="Text">Its value, in the one way in which the program writes it: <c>0.01</c> for <c>1e-2</c>. Paths are full.</param>
internal sealed record SweepSetting(OptionEntry Entry, string Text)
{
    /// <summary>The option with the value.</summary>
    public OptionAssignment Assignment => Entry.Parse(Text)!;

    /// <summary>Writes a value in the one way; its paths start in the working directory.</summary>
    public static SweepSetting Of(OptionAssignment assignment)
    {
        var text = assignment.Entry.Read(assignment.Apply(new TrainingOptions()));
        return new SweepSetting(assignment.Entry, assignment.Entry.Path switch
        {
            PathKind.None => text,
            _ when text == ValueFormats.None => text, // no file, of options that may name one
            PathKind.FileList => string.Join(',', text.Split(',').Select(Path.GetFullPath)),
            _ => Path.GetFullPath(text),
        });
    }

    /// <summary>Settings by what a file says of them.</summary>
    /// <exception cref="FormatException">An option or a value is not known.</exception>
    public static IReadOnlyList<SweepSetting> ReadAll(IReadOnlyDictionary<string, string> texts) =>
    [
        .. texts.Select(pair => OptionCatalog.Find(pair.Key) is { } entry && entry.Parse(pair.Value) is not null
            ? new SweepSetting(entry, pair.Value)
            : throw new FormatException($"{pair.Key} {pair.Value}")),
    ];

    /// <summary>Settings for a file.</summary>
    public static IReadOnlyDictionary<string, string> ToTexts(IEnumerable<SweepSetting> settings) =>
        settings.ToDictionary(setting => setting.Entry.Name, setting => setting.Text);

    /// <summary>Settings in words: <c>max-lr 0.01, seed 3</c>.</summary>
    public static string Describe(IEnumerable<SweepSetting> settings) => string.Join(", ", settings.Select(setting => $"{setting.Entry.Name} {setting.Text}"));
}
