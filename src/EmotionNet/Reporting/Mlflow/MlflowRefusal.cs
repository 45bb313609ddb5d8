namespace EmotionNet.Reporting.Mlflow;

/// <summary>The server answered, and will not do what it was asked: asking again is of no use.</summary>
/// <param name="message">What it said.</param>
/// <param name="isAbsent">Whether what was asked for is not there.</param>
internal sealed class MlflowRefusal(string message, bool isAbsent = false) : Exception(message)
{
    /// <summary>Whether what was asked for is not there.</summary>
    public bool IsAbsent { get; } = isAbsent;
}
