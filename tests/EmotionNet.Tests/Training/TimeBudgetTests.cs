using EmotionNet.Checkpoints;
using EmotionNet.Training;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Training;

public sealed class TimeBudgetTests
{
    private const int StepsPerEpoch = 40;
    private const int FacesPerStep = 64;
    private const int StepsBetweenReadings = 10;

    [Property(MaxTest = 200)]
    public Property A_run_on_a_machine_of_steady_speed_ends_with_its_time() => Prop.ForAll(
        Gen.Choose(30, 600).ToArbitrary(),
        Gen.Choose(5, 50).ToArbitrary(),
        (seconds, hundredthsPerStep) =>
        {
            var secondsPerStep = hundredthsPerStep / 100.0;
            var validationSeconds = 3 * secondsPerStep;
            var left = seconds - SecondsOfRun(seconds, _ => secondsPerStep, validationSeconds);
            return left >= -2 * validationSeconds && left <= validationSeconds + (2 * secondsPerStep); // too long only where it ends before the first validation was timed
        });

    [Fact]
    public void A_machine_that_gets_slower_or_faster_on_the_way_still_ends_with_its_time()
    {
        Assert.InRange(SecondsOfRun(300, update => update < 300 ? 0.1 : 0.3, validationSeconds: 2), 285, 303);
        Assert.InRange(SecondsOfRun(300, update => update < 300 ? 0.3 : 0.1, validationSeconds: 2), 285, 303);
    }

    [Fact]
    public void One_epoch_end_that_stalls_does_not_end_the_run()
    {
        var budget = new TimeBudget(1800, long.MaxValue, 100, 250);
        var progress = new TrainingProgress
        {
            Epoch = 11,
            Step = 10,
            Updates = 410,
            EpochSeconds = 10,
            RunSeconds = 500,
            FacesSeen = 640,
            EpochEndSeconds = 10 + 60
        };
        progress.Epochs
            .AddRange(Enumerable.Range(1, 10).Select(epoch => Reporting.MadeUpRun.Epoch(epoch) with { TrainingSeconds = 40, ValidationSeconds = 1 }));

        Assert.InRange(budget.TotalUpdates(progress, StepsPerEpoch), 410 + 900, 410 + 1300);
    }

    [Fact]
    public void Views_that_would_take_longer_than_the_budget_leave_half_of_it_to_training()
    {
        var budget = new TimeBudget(60, long.MaxValue, 7_000, 75_000);
        var progress = new TrainingProgress { Step = 10, Updates = 10, EpochSeconds = 2, RunSeconds = 2, FacesSeen = 640 };

        Assert.InRange(budget.TotalUpdates(progress, 446), 60, 150);
    }

    [Fact]
    public void The_first_steps_of_a_process_in_which_a_gpu_warms_up_are_no_measure_of_its_speed()
    {
        var budget = new TimeBudget(100, long.MaxValue, 100, 0);
        var progress = new TrainingProgress { Step = 20, Updates = 20, EpochSeconds = 11, RunSeconds = 11, FacesSeen = 1280, WarmUp = (10, 10) };

        Assert.InRange(budget.TotalUpdates(progress, StepsPerEpoch), 20 + 600, 20 + 890); // a tenth of a second each
    }

    [Fact]
    public void A_budget_that_is_spent_ends_the_run_at_the_next_reading()
    {
        var budget = new TimeBudget(10, long.MaxValue, 100, 0);
        var progress = new TrainingProgress { Step = 10, Updates = 10, EpochSeconds = 20, RunSeconds = 20, FacesSeen = 640 };

        Assert.Equal(10, budget.TotalUpdates(progress, StepsPerEpoch));
    }

    [Fact]
    public void A_largest_number_of_updates_holds_with_a_budget()
    {
        var budget = new TimeBudget(1000, 25, 100, 0);
        var progress = new TrainingProgress { Step = 10, Updates = 10, EpochSeconds = 1, RunSeconds = 1, FacesSeen = 640 };

        Assert.Equal(25, budget.TotalUpdates(progress, StepsPerEpoch));
    }

    // A run as the trainer keeps its books, on a machine whose speed is given.
    private static double SecondsOfRun(double seconds, Func<long, double> secondsOfStep, double validationSeconds)
    {
        const int ValidationFaces = 100, FinalFaces = 50;
        var budget = new TimeBudget(seconds, long.MaxValue, ValidationFaces, FinalFaces);
        var progress = new TrainingProgress { TotalUpdates = long.MaxValue };
        while (progress.Updates < progress.TotalUpdates)
        {
            while (progress.Step < StepsPerEpoch && progress.Updates < progress.TotalUpdates)
            {
                var step = secondsOfStep(progress.Updates);
                progress.Step++;
                progress.Updates++;
                progress.FacesSeen += FacesPerStep;
                progress.EpochSeconds += step;
                progress.RunSeconds += step;
                if (progress.Step % StepsBetweenReadings == 0)
                {
                    progress.TotalUpdates = budget.TotalUpdates(progress, StepsPerEpoch);
                }
            }

            progress.Epochs
                .Add(Reporting.MadeUpRun.Epoch(progress.Epoch) with { TrainingSeconds = progress.EpochSeconds, ValidationSeconds = validationSeconds });
            progress.EpochEndSeconds += validationSeconds;
            progress.RunSeconds += validationSeconds;
            progress.BeginNextEpoch();
        }

        return progress.RunSeconds + (validationSeconds * FinalFaces / ValidationFaces);
    }
}
