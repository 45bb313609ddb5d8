using EmotionNet.Distributed;

namespace EmotionNet.Runs;

/// <summary>How a run begins.</summary>
public sealed record RunStart
{
    /// <summary>The checkpoint to continue, a run's <c>last.safetensors</c>; null for a new run. The settings must be those of the run.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>
    /// Whether the run may replace an earlier run in its directory. Files that are not those of a run are never replaced,
    /// and quick mode replaces an earlier run of quick mode without it.
    /// </summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether quick mode may train on the bundled sample where the default data directory has no data.</summary>
    public bool MayUseSample { get; init; } = true;

    /// <summary>The epoch after which the run saves its state and leaves, without the final scoring; null for none.</summary>
    internal int? PauseAfter { get; init; }

    /// <summary>The processes that share each batch. Rank 0 alone has a directory, and writes to it.</summary>
    internal IRankGroup Ranks { get; init; } = SingleProcess.Instance;
}
