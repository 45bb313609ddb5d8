namespace EmotionNet.Checkpoints;

/// <summary>A training loss that was read back.</summary>
/// <param name="Update">Updates done in all.</param>
/// <param name="Loss">Mean loss of the epoch so far, to the last bit.</param>
public readonly record struct LossReading(long Update, double Loss);
