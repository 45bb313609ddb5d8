using EmotionNet.Configuration;
using EmotionNet.Sweeps;

namespace EmotionNet.Tuning;

/// <summary>
/// A searched option. A trial has a coordinate in each: a number from 0 to below 1, in which the option's values are as likely everywhere.
/// </summary>
/// <param name="Entry">The option.</param>
/// <param name="Choices">How many values it has, each with an equal share of the coordinate; 0 where it is a number.</param>
/// <param name="Start">The coordinate of the value that the search starts from.</param>
/// <param name="Draw">The value at a coordinate.</param>
internal sealed record SearchDimension(OptionEntry Entry, int Choices, double Start, Func<double, SweepSetting> Draw)
{
    private const double LastBelowOne = 1 - (1.0 / (1 << 30));

    private static readonly string[] OffAndOn = ["false", "true"];

    /// <summary>A number between two.</summary>
    public static SearchDimension Between(OptionEntry entry, double low, double high, double start) =>
        new(entry, 0, Inside((start - low) / (high - low)), Distributions.Between(entry, "uniform", low, high).Draw);

    /// <summary>A number from a factor below the start to a factor above, evenly in its logarithm.</summary>
    /// <param name="entry">The option.</param>
    /// <param name="centre">The middle of the range, above 0.</param>
    /// <param name="factor">The largest number over the middle.</param>
    /// <param name="start">The value that the search starts from; may be 0, which is below the range.</param>
    public static SearchDimension Around(OptionEntry entry, double centre, double factor, double start) => new(
        entry,
        0,
        start > 0 ? Inside((Math.Log(start * factor / centre)) / (2 * Math.Log(factor))) : 0,
        Distributions.Between(entry, "log", centre / factor, centre * factor).Draw);

    /// <summary>Off or on.</summary>
    public static SearchDimension Switch(OptionEntry entry, bool start)
    {
        IReadOnlyList<SweepSetting> values = [.. OffAndOn.Select(word => SweepSetting.Of(entry.Parse(word)!))];
        return new(entry, values.Count, start ? 0.75 : 0.25, Distributions.OneOf(entry, values).Draw);
    }

    private static double Inside(double coordinate) => Math.Clamp(coordinate, 0, LastBelowOne);
}
