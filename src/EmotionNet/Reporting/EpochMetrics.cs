using EmotionNet.Checkpoints;
using EmotionNet.Evaluation;

namespace EmotionNet.Reporting;

/// <summary>The numbers of an epoch under the names that TensorBoard, MLflow and <c>epochs.csv</c> give them. None depends on the clock.</summary>
internal static class EpochMetrics
{
    /// <summary>The numbers of an epoch, in order; those of the averaged weights and of votes where there are such.</summary>
    public static IEnumerable<(string Name, double Value)> Of(EpochStatistics epoch) =>
    [
        ("epoch/learning_rate", epoch.LearningRate),
        ("epoch/training_loss", epoch.TrainingLoss),
        ("epoch/training_accuracy", epoch.TrainingAccuracy),
        .. Of("validation", epoch.RawValidation),
        .. epoch.EmaValidation is { } averaged ? Of("validation_ema", averaged) : [],
    ];

    /// <summary>The scores of a split.</summary>
    /// <param name="group">What was scored: <c>validation</c>.</param>
    /// <param name="result">The scores.</param>
    public static IEnumerable<(string Name, double Value)> Of(string group, EvaluationResult result)
    {
        yield return ($"{group}/loss", result.Loss);
        yield return ($"{group}/accuracy", result.Accuracy);
        yield return ($"{group}/macro_f1", result.MacroF1);
        if (result.KullbackLeiblerDivergence is { } divergence)
        {
            yield return ($"{group}/kullback_leibler_divergence", divergence);
        }

        if (result.Calibration is { } calibration)
        {
            yield return ($"{group}/calibration_error", calibration.Error);
            if (calibration is { Temperature: { } temperature, ErrorAtTemperature: { } error })
            {
                yield return ($"{group}/temperature", temperature);
                yield return ($"{group}/calibration_error_at_temperature", error);
                if (calibration.LossAtTemperature is { } loss)
                {
                    yield return ($"{group}/loss_at_temperature", loss);
                }
            }
        }

        foreach (var score in result.Classes)
        {
            yield return ($"{group}_recall/{score.Name}", score.Recall);
        }
    }
}
