using System.Globalization;

namespace EmotionNet.Cli.Report;

/// <summary>A range of numbers on a chart, and the round numbers in it.</summary>
/// <param name="Minimum">The lower end.</param>
/// <param name="Maximum">The upper end, above the lower one.</param>
internal readonly record struct ChartAxis(double Minimum, double Maximum)
{
    private const int MostTicks = 6;

    // Part of the range that is left free at both ends.
    private const double Margin = 0.04;

    /// <summary>The range of values, with some room around them; finite numbers count.</summary>
    public static ChartAxis Around(IEnumerable<double> values)
    {
        var finite = values.Where(double.IsFinite).ToList();
        if (finite.Count == 0)
        {
            return new(0, 1);
        }

        var (low, high) = (finite.Min(), finite.Max());
        var room = high > low ? (high - low) * Margin : Math.Max(Math.Abs(high) * Margin, 1e-9);
        return new(low - room, high + room);
    }

    /// <summary>Where a value lies, 0 at the lower end and 1 at the upper one.</summary>
    public double Place(double value) => (value - Minimum) / (Maximum - Minimum);

    /// <summary>Up to six round numbers, from low to high.</summary>
    /// <param name="smallestStep">Such as 1 for epochs.</param>
    public IReadOnlyList<double> Ticks(double smallestStep = 0)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10((Maximum - Minimum) / MostTicks)));
        var (low, high) = (Minimum, Maximum);
        var step = Math.Max(smallestStep, ((double[])[1, 2, 5, 10]).Select(factor => factor * power).First(size => (high - low) / size <= MostTicks));
        var first = Math.Ceiling(low / step);
        return [.. Enumerable.Range(0, (int)(Math.Floor(high / step) - first) + 1).Select(index => (first + index) * step)];
    }

    /// <summary>A tick in words.</summary>
    /// <param name="value">The tick.</param>
    /// <param name="isPercent">Whether it is a fraction to be shown as a percentage.</param>
    public static string Words(double value, bool isPercent) => isPercent
        ? $"{Math.Round(value * 100, 2).ToString("0.##", CultureInfo.InvariantCulture)} %"
        : value.ToString(value != 0 && Math.Abs(value) < 0.001 ? "0.#e0" : "0.####", CultureInfo.InvariantCulture);
}
