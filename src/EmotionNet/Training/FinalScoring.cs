using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Distributed;
using EmotionNet.Evaluation;

namespace EmotionNet.Training;

/// <summary>Scores the best weights of a run once: with TTA, without duplicates, and on the test split if there is one.</summary>
internal static class FinalScoring
{
    /// <summary>Loads the best weights into the network and scores it.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="testOnHost">The test split, or null.</param>
    /// <param name="state">The network.</param>
    /// <param name="training">The training split, on the network's device.</param>
    /// <param name="validation">The validation split, on the network's device.</param>
    /// <param name="progress">All epochs of the run.</param>
    /// <param name="stop">Asks to leave.</param>
    /// <returns>Null when it was stopped: the state is saved after the last epoch, and a resumed run scores again.</returns>
    public static RunSummary? Run(
        RunPlan plan, FaceSet? testOnHost, TrainingState state, FaceSet training, FaceSet validation, TrainingProgress progress, CancellationToken stop)
    {
        if (state.Ranks.AnyStops(stop))
        {
            return null;
        }

        var options = plan.Options;
        RestoreBestWeights(options.CheckpointDirectory, state, progress.Best!.Epoch);
        using var test = testOnHost?.CopyTo(validation.Images.device);
        using var withoutDuplicates = LeakageFilter.Without(validation, training); // a second or two on a CPU
        var temperature = progress.Best!.Validation.Calibration?.Temperature;
        var validationWithTta = options.TtaMode == TtaMode.None ? null : Score(validation, options.TtaMode);
        var scoreWithoutDuplicates = Score(withoutDuplicates, TtaMode.None, temperature);
        var testScore = Score(test, TtaMode.None, temperature);
        var testWithTta = validationWithTta is null ? null : Score(test, options.TtaMode, validationWithTta.Calibration?.Temperature);
        return state.Ranks.AnyStops(stop) ? null : new RunSummary
        {
            Best = progress.Best,
            ValidationWithoutDuplicates = scoreWithoutDuplicates,
            ValidationWithTta = validationWithTta,
            Test = testScore,
            TestWithTta = testWithTta,
            EpochsCompleted = progress.Epochs.Count,
            TotalSeconds = progress.RunSeconds,
            Beginning = progress.Beginning,
            Plan = plan,
            Epochs = progress.Epochs,
        };

        EvaluationResult? Score(FaceSet? faces, TtaMode mode, double? temperature = null) =>
            faces is null || state.Ranks.AnyStops(stop)
                ? null
                : Evaluator.Evaluate(state.Network, faces, new TestTimeAugmentation(mode, options.CropSize), temperature, state.Ranks);
    }

    // Rank 0 alone has the file.
    private static void RestoreBestWeights(string directory, TrainingState state, int epoch)
    {
        if (state.Ranks.Rank == 0)
        {
            var path = Path.Combine(directory, Checkpoint.BestFile);
            if (!File.Exists(path))
            {
                throw new UserInputException(
                    $"the weights of the best epoch, {epoch}, were removed while the run went on",
                    $"use those of the last epoch in {Path.Combine(directory, Checkpoint.LastFile)}",
                    path);
            }

            Checkpoint.RestoreWeights(path, state.Weights);
        }

        if (state.Ranks.Count > 1)
        {
            state.Ranks.Broadcast(state.Weights.Values);
            state.Ranks.Broadcast(state.Weights.Statistics);
        }
    }
}
