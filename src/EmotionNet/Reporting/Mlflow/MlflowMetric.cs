namespace EmotionNet.Reporting.Mlflow;

/// <summary>A number on its way to MLflow.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">The number.</param>
/// <param name="Step">The update or the epoch that it belongs to.</param>
/// <param name="Milliseconds">When it was measured, since 1970.</param>
/// <param name="FinishedEpoch">The epoch whose numbers are complete with this one; 0 where there is none.</param>
internal readonly record struct MlflowMetric(string Key, double Value, long Step, long Milliseconds, int FinishedEpoch = 0)
{
    /// <summary>A number of now. What MLflow does not allow in a name becomes an underscore.</summary>
    public static MlflowMetric Now(string key, double value, long step, int finishedEpoch = 0) => new(
        string.Concat(key.Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-' or '.' or ' ' or '/' ? sign : '_')),
        value,
        step,
        DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
        finishedEpoch);
}
