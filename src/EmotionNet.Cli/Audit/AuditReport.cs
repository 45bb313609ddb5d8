using System.Globalization;
using EmotionNet.Audits;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Evaluation;

namespace EmotionNet.Cli.Audit;

/// <summary>An audit in lines; the page has it in full.</summary>
internal static class AuditReport
{
    /// <summary>Shows it.</summary>
    public static void Show(AuditResult result, string page, string table)
    {
        Screen.Line();
        Screen.Line("Faces that are one image:");
        Screen.Show(Tables.AuditCounts(result.Counts()));
        foreach (var sentence in result.Predictor)
        {
            Screen.Line(OptionNames.ToCommandLine(sentence));
        }

        if (result.Errors is { } errors)
        {
            Screen.Line($"{LikelyWrong(errors)}; the estimated share of wrong ones is {Tables.Percent(errors.NoiseRate)}.");
        }

        if (result.Doubt is { } doubt)
        {
            Warnings.Show([doubt]);
        }

        foreach (var (split, ceiling) in result.Ceilings)
        {
            Screen.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"Votes of {Tables.Name(split)}: who names what most annotators saw is right about "
                    + $"{100 * ceiling.AgainstMajority:0.0} % of the majorities of ten new votes "
                    + $"({100 * ceiling.AgainstMajoritySmoothed:0.0} % where the shares are uncertain), "
                    + $"and about {100 * ceiling.AgainstOneVote:0.0} % of single votes."));
        }

        var exclusions = result.Exclusions();
        var reasons = exclusions.CountBy(entry => entry.Reason).OrderBy(entry => entry.Key)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value:N0} {entry.Key.ToString().ToLowerInvariant()}"));
        Screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{page}: the page. {table}: {Tables.Count(exclusions.Count, "training face")} that --exclude leaves out"
                + $"{(exclusions.Count > 0 ? $" ({string.Join(", ", reasons)})" : "")}."));
    }

    /// <summary>How many labels are likely wrong, as the beginning of a sentence.</summary>
    public static string LikelyWrong(LabelErrors errors) =>
        $"{Tables.Count(errors.Faces.Count, "label")} {(errors.Faces.Count == 1 ? "is" : "are")} likely wrong";
}
