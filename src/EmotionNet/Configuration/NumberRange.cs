using System.Globalization;

namespace EmotionNet.Configuration;

/// <summary>What a number may be.</summary>
/// <param name="Holds">Whether a number is in the range.</param>
/// <param name="Words">The range in words.</param>
internal readonly record struct NumberRange(Func<double, bool> Holds, string Words)
{
    /// <summary>Above 0.</summary>
    public static NumberRange AboveZero { get; } = new(value => value > 0, "a number above 0");

    /// <summary>0 or more.</summary>
    public static NumberRange ZeroOrMore { get; } = new(value => value >= 0, "a number of at least 0");

    /// <summary>From 0 to below 1.</summary>
    public static NumberRange BelowOne { get; } = new(value => value is >= 0 and < 1, "a number from 0 to below 1");

    /// <summary>Above 0 and below 1.</summary>
    public static NumberRange BetweenZeroAndOne { get; } = new(value => value is > 0 and < 1, "a number above 0 and below 1");

    /// <summary>From 0 to a maximum.</summary>
    public static NumberRange UpTo(double maximum) =>
        new(value => value >= 0 && value <= maximum, string.Create(CultureInfo.InvariantCulture, $"a number from 0 to {maximum}"));
}
