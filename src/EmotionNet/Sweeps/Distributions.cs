using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EmotionNet.Configuration;

namespace EmotionNet.Sweeps;

/// <summary>How values are drawn.</summary>
internal static class Distributions
{
    // Enough to tell draws apart and few enough to read; a logarithm's last bit, which differs between machines, is rounded away.
    private const string Digits = "G4";

    /// <summary>The distributions of numbers, as the sweep file names them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["uniform", "log", "integer"];

    /// <summary>Draws one of a few values, each as likely.</summary>
    public static SampledOption OneOf(OptionEntry entry, IReadOnlyList<SweepSetting> values) => new(entry, uniform => values[(int)(uniform * values.Count)]);

    /// <summary>Draws a number between two.</summary>
    /// <param name="entry">An option that takes numbers.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="low">The smallest number, a value of the option; above 0 for <c>log</c>.</param>
    /// <param name="high">The largest, above <paramref name="low"/>.</param>
    public static SampledOption Between(OptionEntry entry, string name, double low, double high) => new(entry, uniform =>
    {
        var value = name switch
        {
            "integer" => low + Math.Floor(uniform * (high - low + 1)),
            "log" => Rounded(low * Math.Pow(high / low, uniform)),
            _ => Rounded(low + (uniform * (high - low))),
        };
        return SweepSetting.Of(entry.Parse(Math.Clamp(value, low, high).ToString(CultureInfo.InvariantCulture))!);
    });

    /// <summary>
    /// A number from 0 to below 1 that follows from its arguments alone: a hash instead of a generator, so that another option in the file
    /// leaves the draws of the others as they are.
    /// </summary>
    public static double Uniform(int seed, int draw, string option)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{draw}/{option}")));
        return (BitConverter.ToUInt64(hash) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A number to the digits that are drawn.</summary>
    public static double Rounded(double value) => double.Parse(value.ToString(Digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
