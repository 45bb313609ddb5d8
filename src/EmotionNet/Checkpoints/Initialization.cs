namespace EmotionNet.Checkpoints;

/// <summary>What a run that began with the weights of another one took of them.</summary>
/// <param name="File">The name of the file, without its directory.</param>
/// <param name="Sha256">The SHA-256 of the file in hexadecimal: a resumed run, and every rank, must be given the same.</param>
/// <param name="KeptClasses">The classes whose rows of the classifier were taken.</param>
/// <param name="NewClasses">The classes whose rows began with random weights.</param>
public sealed record Initialization(string File, string Sha256, IReadOnlyList<string> KeptClasses, IReadOnlyList<string> NewClasses)
{
    /// <summary>In words, for the log.</summary>
    internal string Describe() =>
        $"Begins with the weights of {File} (SHA-256 {Sha256[..12].ToLowerInvariant()}…); "
        + (NewClasses.Count == 0 ? "the classifier is the file's."
            : KeptClasses.Count == 0 ? $"the classifier begins anew, with random weights for {string.Join(", ", NewClasses)}."
            : $"the classifier keeps {string.Join(", ", KeptClasses)} and begins anew for {string.Join(", ", NewClasses)}.");
}
