using EmotionNet.Cli.Predict;

namespace EmotionNet.Tests.Cli.Predict;

public sealed class PixelBudgetTests
{
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
            });
        });

        Assert.Equal(0, violations);
    }

    [Fact]
    public void An_image_that_fails_leaves_its_room()
    {
        var budget = new PixelBudget(100);

        Assert.Throws<InvalidOperationException>(() => budget.Run<int>(100, () => throw new InvalidOperationException()));

        Assert.Equal(1, budget.Run(100, () => 1));
    }
}
