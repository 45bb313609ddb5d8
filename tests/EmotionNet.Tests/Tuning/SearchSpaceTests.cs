using System.Globalization;
using EmotionNet.Configuration;
using EmotionNet.Tuning;

namespace EmotionNet.Tests.Tuning;

public sealed class SearchSpaceTests
{
    [Fact]
    public void The_coordinates_of_the_start_are_those_of_its_values()
    {
        var start = new TrainingOptions { MixupAlpha = 0.25, StochasticDepth = true, WeightDecay = 0.02 };
        var space = SearchSpace.Around(start, _ => false);

        Assert.Equal(space.StartSettings(), space.SettingsAt(space.StartPoint));
    }

    [Fact]
    public void Values_are_in_their_ranges_and_possible()
    {
        var space = SearchSpace.Around(new TrainingOptions(), _ => false);

        foreach (var coordinate in (double[])[0, 0.1, 0.5, 0.9999999])
        {
            var settings = space.SettingsAt([.. space.Dimensions.Select(_ => coordinate)]);
            var options = OptionsResolver.Resolve([.. settings.Select(setting => setting.Assignment)], []).Options;

            Assert.InRange(options.MaxLearningRate, 0.012 / 5.001, 0.012 * 5.001);
            Assert.Equal(new TrainingOptions().LearningRate / 0.012, options.LearningRate / options.MaxLearningRate, 1e-3);
            Assert.InRange(options.WeightDecay, 0.005 * 0.999, 0.5 * 1.001);
            Assert.InRange(options.DropoutRate, 0, 0.5);
            Assert.Equal(coordinate >= 0.5, options.StochasticDepth);
        }
    }

    [Fact]
    public void A_start_beyond_the_usual_range_is_in_it()
    {
        var space = SearchSpace.Around(new TrainingOptions { RandomErasing = 0.75, WeightDecay = 0 }, _ => false);

        Assert.Equal("0.75", Text(space, "random-erasing", 0.9999999999));
        Assert.Equal("0.0001", Text(space, "weight-decay", 0));
    }

    [Theory]
    [InlineData("max-lr")]
    [InlineData("lr")]
    public void A_learning_rate_that_is_given_fixes_both(string given)
    {
        var space = SearchSpace.Around(new TrainingOptions(), name => name == given);

        Assert.DoesNotContain(space.StartSettings(), setting => setting.Entry.Name is "lr" or "max-lr");
        Assert.Equal(5, space.Dimensions.Count);
    }

    [Fact]
    public void Where_everything_is_given_nothing_is_left_to_search()
    {
        var error = Assert.Throws<UserInputException>(() => SearchSpace.Around(new TrainingOptions(), _ => true));

        Assert.StartsWith("nothing is left to search", error.Problem, StringComparison.Ordinal);
    }

    private static string Text(SearchSpace space, string name, double coordinate)
    {
        var column = space.Dimensions.ToList().FindIndex(dimension => dimension.Entry.Name == name);
        return double.Parse(space.Dimensions[column].Draw(coordinate).Text, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }
}
