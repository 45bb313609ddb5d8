namespace EmotionNet.Evaluation;

/// <summary>What sets of classes at one coverage are like, measured on faces that they were not calibrated on; fractions, and means over several divisions of the faces.</summary>
/// <param name="Coverage">The fraction of sets that is to hold the true class.</param>
/// <param name="Measured">The fraction that does.</param>
/// <param name="Lowest">The smallest such fraction of a division.</param>
/// <param name="Highest">The largest.</param>
/// <param name="SetSize">Classes in a set.</param>
/// <param name="Answered">The fraction of faces whose set has one class: those that are answered.</param>
/// <param name="AccuracyOfAnswers">The fraction of those answers that is right; null where no face is answered.</param>
internal sealed record SetScores(
    double Coverage, double Measured, double Lowest, double Highest, double SetSize, double Answered, double? AccuracyOfAnswers);
