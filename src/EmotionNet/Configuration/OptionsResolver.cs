using EmotionNet.Optimization;
namespace EmotionNet.Configuration;

/// <summary>Lays the sources of settings over each other: preset, then file, then flags.</summary>
public static class OptionsResolver
{
    /// <summary>Resolves and validates.</summary>
    /// <param name="file">What the configuration file says; may be empty.</param>
    /// <param name="flags">What the command line says; may be empty.</param>
    /// <exception cref="UserInputException">A value is out of range or contradicts another.</exception>
    public static ResolvedOptions Resolve(IReadOnlyDictionary<OptionEntry, string> file, IReadOnlyDictionary<OptionEntry, string> flags)
    {
        var chosen = new TrainingOptions();
        OptimizerKind? optimizer = null;
        foreach (var source in new[] { file, flags })
        {
            if (source.TryGetValue(OptionCatalog.Mode, out var mode))
            {
                chosen = OptionCatalog.Mode.Write(chosen, mode);
            }

            if (source.TryGetValue(OptionCatalog.Optimizer, out var name))
            {
                optimizer = OptionCatalog.Optimizer.Write(chosen, name).Optimizer;
            }
        }

        var preset = ModePresets.For(chosen.Mode, optimizer);
        var options = preset;
        var given = new HashSet<string>(flags.Keys.Select(entry => entry.Name), StringComparer.Ordinal);
        foreach (var (entry, text) in file)
        {
            options = entry.Write(options, text);
            if (entry.Read(options) != entry.Read(preset))
            {
                given.Add(entry.Name);
            }
        }

        foreach (var (entry, text) in flags)
        {
            options = entry.Write(options, text);
        }

        OptionsValidation.Check(options);
        return new ResolvedOptions(options with { Mode = chosen.Mode }, given);
    }
}
