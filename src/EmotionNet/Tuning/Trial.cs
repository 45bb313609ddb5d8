using EmotionNet.Sweeps;

namespace EmotionNet.Tuning;

/// <summary>A trial: settings, and how far they have come.</summary>
/// <param name="Name">Its number, from 0, with at least three digits.</param>
/// <param name="Point">Its place in the search space.</param>
/// <param name="Settings">The searched options.</param>
internal sealed record Trial(string Name, IReadOnlyList<double> Point, IReadOnlyList<SweepSetting> Settings)
{
    /// <summary>Its results at the rungs that it has reached, the lowest first.</summary>
    public IReadOnlyList<RungResult> Results { get; init; } = [];

    /// <summary>Whether it is on its way to the next rung.</summary>
    public bool IsOpen { get; init; }

    /// <summary>How often its process was killed on that way.</summary>
    public int Kills { get; init; }

    /// <summary>Why it did not reach the next rung, in the words of its process; null where it did not fail.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether it waits at its rung: not on its way, and not failed.</summary>
    public bool IsWaiting => !IsOpen && Failure is null && Results.Count > 0;
}
