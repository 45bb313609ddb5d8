using EmotionNet.Optimization;

namespace EmotionNet.Configuration;

/// <summary>Lays the sources of options over each other: preset, then configuration file, then command line.</summary>
internal static class OptionsResolver
{
    /// <summary>Resolves and validates.</summary>
    /// <param name="file">What the configuration file says; may be empty. The last assignment of an option counts.</param>
    /// <param name="commandLine">What the command line says; may be empty.</param>
    /// <exception cref="UserInputException">A value is out of range or contradicts another.</exception>
    public static ResolvedOptions Resolve(IReadOnlyList<OptionAssignment> file, IReadOnlyList<OptionAssignment> commandLine)
    {
        var chosen = new TrainingOptions();
        OptimizerKind? optimizer = null;
        foreach (var assignment in file.Concat(commandLine))
        {
            if (assignment.Entry == OptionCatalog.Mode)
            {
                chosen = assignment.Apply(chosen);
            }
            else if (assignment.Entry == OptionCatalog.Optimizer)
            {
                optimizer = assignment.Apply(chosen).Optimizer;
            }
        }

        var preset = ModePresets.For(chosen.Mode, optimizer);
        var options = Apply(file, preset);
        var given = file.Select(assignment => assignment.Entry).Where(entry => entry.Read(options) != entry.Read(preset))
            .Concat(commandLine.Select(assignment => assignment.Entry))
            .Select(entry => entry.Name)
            .ToHashSet(StringComparer.Ordinal);

        options = Apply(commandLine, options) with { Mode = chosen.Mode };
        OptionsValidation.Check(options);
        return new ResolvedOptions(options, given);
    }

    private static TrainingOptions Apply(IEnumerable<OptionAssignment> assignments, TrainingOptions options) =>
        assignments.Aggregate(options, (current, assignment) => assignment.Apply(current));
}
