using EmotionNet.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Optimization;

public sealed class OneCycleScheduleTests
{
    [Theory]
    [InlineData(100, 1e4)]
    [InlineData(37, 1e4)]
    [InlineData(37, 4)]
    public void It_is_TorchSharps_OneCycleLR_at_every_update(int updates, double finalDivisor)
    {
        using var weight = new Parameter(zeros(1));
        var optimizer = optim.SGD([weight], 1e-3);
        var reference = optim.lr_scheduler.OneCycleLR(
            optimizer, max_lr: 0.1, total_steps: updates, div_factor: 25, final_div_factor: finalDivisor, cycle_momentum: false);
        var schedule = new OneCycleSchedule(0.004, 0.1, updates, FinalDivisor: finalDivisor);

        for (var update = 0; update < updates; update++)
        {
            Assert.Equal(optimizer.ParamGroups.First().LearningRate, schedule.RateAt(update), 1e-9);
            optimizer.step();
            if (update < updates - 1)
            {
                reference.step();
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_run_of_a_few_updates_has_finite_rates(int updates)
    {
        var schedule = new OneCycleSchedule(0.004, 0.1, updates);

        Assert.All(Enumerable.Range(0, updates), update => Assert.InRange(schedule.RateAt(update), 0, 0.1));
    }
}
