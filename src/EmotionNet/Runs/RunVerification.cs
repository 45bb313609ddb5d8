using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Training;

namespace EmotionNet.Runs;

/// <summary>Takes the first steps of a recorded run again, by the same code, and compares what they give.</summary>
public static class RunVerification
{
    /// <summary>Repeats the first steps of a run. The run's directory is only read.</summary>
    /// <param name="checkpoint">The run's directory, or its <c>last.safetensors</c>.</param>
    /// <param name="adjust">
    /// Changes the run's settings: where the data is on this machine, the device. Threads are those of the recorded beginning. Null changes nothing.
    /// </param>
    /// <param name="observers">Notified of each event, in order.</param>
    /// <param name="stop">Asks to leave.</param>
    /// <returns>The comparison; null when it was stopped.</returns>
    /// <exception cref="UserInputException">There is no such run, it keeps no record of its first steps, or its data or settings do not work here.</exception>
    public static VerificationResult? Run(
        string checkpoint,
        Func<TrainingOptions, TrainingOptions>? adjust = null,
        IReadOnlyList<ITrainingObserver>? observers = null,
        CancellationToken stop = default)
    {
        var file = Directory.Exists(checkpoint) ? Path.Combine(checkpoint, Checkpoint.LastFile) : checkpoint;
        if (!File.Exists(file))
        {
            throw new UserInputException("there is no such file", $"name the directory of a run, or its {Checkpoint.LastFile}", file);
        }

        if (!CheckpointMetadata.IsResumable(SafetensorsFile.ReadMetadata(file)))
        {
            throw new UserInputException("this file holds weights only", $"name the directory of their run, or its {Checkpoint.LastFile}", file);
        }

        var saved = Checkpoint.DescribeRun(file);
        if (saved.Progress.Beginning is not { Losses: [.., var last] } recorded)
        {
            throw new UserInputException(
                "the run has no record of its first steps", "verify a run that this version started and that trained for ten steps", file);
        }

        var scratch = Directory.CreateTempSubdirectory("emotionnet-verify-").FullName;
        try
        {
            var options = saved.Options with { Threads = recorded.Environment.Threads };
            options = (adjust?.Invoke(options) ?? options) with { CheckpointDirectory = scratch, Mlflow = null };
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
            using (var run = TrainingRun.Prepare(options))
            {
                foreach (var warning in run.Data.Warnings)
                {
                    observers?.Tell(observer => observer.OnNotice(warning));
                }

                run.Train([new StopAt(last.Update, enough), .. observers ?? []], enough.Token);
            }

            var here = Checkpoint.DescribeRun(Path.Combine(scratch, Checkpoint.LastFile)).Progress;
            return stop.IsCancellationRequested && here.Beginning!.Losses.Count < recorded.Losses.Count ? null : VerificationResult.Of(saved.Progress, here);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private sealed class StopAt(long update, CancellationTokenSource source) : ITrainingObserver
    {
        public void OnStep(StepProgress progress)
        {
            if (progress.Updates >= update)
            {
                source.Cancel();
            }
        }
    }
}
