using EmotionNet.Configuration;

namespace EmotionNet.Training;

/// <summary>How many steps a run takes.</summary>
/// <param name="BatchSize">Faces in a forward pass: the options', or all faces where there are fewer.</param>
/// <param name="FacesPerStep">Faces of an update, however many forward passes make it.</param>
/// <param name="StepsPerEpoch">Updates in an epoch; faces that fill no whole update wait for another epoch's order.</param>
/// <param name="TotalUpdates">Updates of the run.</param>
internal readonly record struct ScheduleLength(int BatchSize, int FacesPerStep, int StepsPerEpoch, long TotalUpdates)
{
    /// <summary>The length of a run on so many faces.</summary>
    /// <exception cref="UserInputException">There are too few faces for one update.</exception>
    public static ScheduleLength Of(TrainingOptions options, int faceCount)
    {
        var batchSize = Math.Min(options.EffectiveBatchSize, faceCount);
        var facesPerStep = batchSize * options.GradientAccumulationSteps;
        var stepsPerEpoch = faceCount / facesPerStep;
        if (stepsPerEpoch == 0 || batchSize < 2)
        {
            throw new UserInputException(
                $"{faceCount} training images are too few for one update of {options.GradientAccumulationSteps} batches of {batchSize}",
                "use more images, a smaller `batch-size` or fewer `gradient-accumulation-steps`");
        }

        var updates = (long)options.Epochs * stepsPerEpoch;
        return new(batchSize, facesPerStep, stepsPerEpoch, options.MaxSteps > 0 ? Math.Min(updates, options.MaxSteps) : updates);
    }
}
