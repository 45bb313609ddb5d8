using EmotionNet.Cli.Predict;

namespace EmotionNet.Tests.Cli.Predict;

public sealed class PixelBudgetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Images_at_the_same_time_never_have_more_pixels_than_allowed_unless_one_is_alone()
    {
        var budget = new PixelBudget(100);
        long inUse = 0;
        var violations = 0;

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index =>
        {
            var pixels = index % 7 == 0 ? 300 : 10 + (index % 40);
            budget.Run(pixels, () =>
            {
                if (Interlocked.Add(ref inUse, pixels) > 100 && Interlocked.Read(ref inUse) != pixels)
                {
                    Interlocked.Increment(ref violations);
                }

                Thread.Yield();
                return Interlocked.Add(ref inUse, -pixels);
            }, Cancellation);
        });

        Assert.Equal(0, violations);
    }

    [Fact]
    public void An_image_that_fails_leaves_its_room()
    {
        var budget = new PixelBudget(100);

        Assert.Throws<InvalidOperationException>(() => budget.Run<int>(100, () => throw new InvalidOperationException(), Cancellation));

        Assert.Equal(1, budget.Run(100, () => 1, Cancellation));
    }

    [Fact]
    public void A_small_image_does_not_overtake_a_large_one_that_waits()
    {
        var budget = new PixelBudget(100);
        var order = new List<int>();
        var (large, small) = (Thread(80), Thread(40));

        budget.Run(60, () =>
        {
            StartAndWait(large);
            StartAndWait(small); // there is room for it
            Assert.Empty(order);
            return 0;
        }, Cancellation);
        large.Join();
        small.Join();

        Assert.Equal([80, 40], order);

        Thread Thread(int pixels) => new(() => budget.Run(pixels, () =>
        {
            order.Add(pixels);
            return 0;
        }, Cancellation));
    }

    [Fact]
    public void A_wait_that_is_given_up_leaves_its_place_to_the_next()
    {
        var budget = new PixelBudget(100);
        using var cancellation = new CancellationTokenSource();
        var isGivenUp = false;
        var waiting = new Thread(() => isGivenUp = Record.Exception(() => budget.Run(80, () => 0, cancellation.Token)) is OperationCanceledException);

        budget.Run(60, () =>
        {
            StartAndWait(waiting);
            cancellation.Cancel();
            waiting.Join();
            return budget.Run(40, () => 0, Cancellation);
        }, Cancellation);

        Assert.True(isGivenUp);
    }

    private static void StartAndWait(Thread thread)
    {
        thread.Start();
        SpinWait.SpinUntil(() => !thread.IsAlive || thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
    }
}
