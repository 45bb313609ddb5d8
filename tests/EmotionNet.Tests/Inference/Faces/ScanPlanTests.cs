using EmotionNet.Inference.Faces;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Inference.Faces;

public sealed class ScanPlanTests
{
    [Property]
    public Property A_face_of_the_smallest_size_or_larger_is_large_enough_and_whole_in_some_window() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            int width = random.Next(64, 4000), height = random.Next(64, 4000), minimum = random.Next(20, 200);
            var side = minimum + (random.NextDouble() * (Math.Min(width, height) - minimum));
            if (side < minimum)
            {
                return true; // larger than the image
            }

            double x = random.NextDouble() * (width - side), y = random.NextDouble() * (height - side);
            return ScanPlan.Scales(width, height, minimum).Any(scale =>
            {
                var size = side * scale;
                return size >= ScanPlan.SmallestFace - 0.01
                    && ScanPlan.Windows((int)Math.Round(width * scale), (int)Math.Round(height * scale)).Any(window =>
                        Holds(window.X, x * scale, size) && Holds(window.Y, y * scale, size));
            });
        });

    [Fact]
    public void An_image_of_the_windows_size_is_one_window()
    {
        Assert.Equal([1.0], ScanPlan.Scales(256, 256, 40));
        Assert.Equal([(0, 0)], ScanPlan.Windows(256, 256));
    }

    [Property]
    public Property The_bands_of_a_level_have_all_its_windows_and_few_pixels() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            int width = random.Next(1, 3000), height = random.Next(1, 3000), maximum = random.Next(1, 2_000_000);
            var bands = ScanPlan.Bands(width, height, maximum).ToList();
            return bands.SelectMany(band => band.Windows).SequenceEqual(ScanPlan.Windows(width, height))
                && bands.All(band => band.Top >= 0
                    && band.Top + band.Rows <= height
                    && (band.Rows <= BlazeFace.Side || band.Rows * width <= maximum)
                    && band.Windows.All(window => Math.Max(0, window.Y) >= band.Top
                        && Math.Min(height, window.Y + BlazeFace.Side) <= band.Top + band.Rows));
        });

    // Rounding may move an edge by a pixel.
    private static bool Holds(int start, double position, double size) => position >= start - 1 && position + size <= start + BlazeFace.Side + 1;
}
