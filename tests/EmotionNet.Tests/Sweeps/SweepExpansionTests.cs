using EmotionNet.Configuration;
using EmotionNet.Sweeps;
using EmotionNet.Tests.Data;

namespace EmotionNet.Tests.Sweeps;

[Collection(TorchFreeTests.Name)]
public sealed class SweepExpansionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_grid_is_every_combination_and_its_last_option_changes_fastest()
    {
        var plan = Expand("""
            { // settings of all tasks
              "settings": { "mode": "quick", "epochs": 3 },
              "grid": { "max-lr": [0.01, 2e-2], "focal-loss": [false, true] },
            }
            """);

        Assert.Equal(["max-lr", "focal-loss"], plan.Varied);
        Assert.Equal(
            [
                "mode quick, epochs 3, max-lr 0.01, focal-loss false",
                "mode quick, epochs 3, max-lr 0.01, focal-loss true",
                "mode quick, epochs 3, max-lr 0.02, focal-loss false",
                "mode quick, epochs 3, max-lr 0.02, focal-loss true",
            ],
            plan.Tasks.Select(task => SweepSetting.Describe(task.Settings)));
        Assert.Equal("attention_emotion_net_small", plan.Tasks[0].Resolved.Options.ModelType); // of the preset
    }

    [Fact]
    public void A_sample_is_the_same_for_the_same_seed_and_a_larger_one_begins_with_it()
    {
        var few = Draws(seed: 3, count: 5);

        Assert.Equal(few, Draws(seed: 3, count: 5));
        Assert.Equal(few, Draws(seed: 3, count: 9).Take(5));
        Assert.NotEqual(few, Draws(seed: 4, count: 5));
        Assert.Equal("max-lr 0.01014, dropout-rate 0.4888, optimizer sgd, epochs 6", few[0]); // on every machine
    }

    [Fact]
    public void Draws_stay_in_their_range_and_reach_all_of_it()
    {
        var plan = Expand(Sample(seed: 1, count: 400));
        var options = plan.Tasks.Select(task => task.Resolved.Options).ToList();

        Assert.All(options, each => Assert.InRange(each.MaxLearningRate, 0.005, 0.5));
        Assert.All(options, each => Assert.InRange(each.DropoutRate, 0, 0.5));
        Assert.Equal(Enumerable.Range(5, 4), options.Select(each => each.Epochs).Distinct().Order());
        Assert.Equal(2, options.Select(each => each.Optimizer).Distinct().Count());
        Assert.InRange(options.Count(each => each.MaxLearningRate < 0.05), 150, 250); // the middle of 0.005 and 0.5 by their logarithms
        Assert.InRange(options.Count(each => each.DropoutRate < 0.25), 150, 250);
    }

    [Fact]
    public void Another_option_in_the_file_leaves_the_draws_of_the_others_as_they_are()
    {
        const string More = """
            { "settings": { "lr": 0.001 }, "sample": { "count": 4, "seed": 3, "from": { "scale": { "uniform": [0, 0.2] }, "max-lr": { "log": [0.005, 0.5] } } } }
            """;

        Assert.Equal(
            Expand(Sample(seed: 3, count: 4)).Tasks.Select(task => task.Resolved.Options.MaxLearningRate),
            Expand(More).Tasks.Select(task => task.Resolved.Options.MaxLearningRate));
    }

    [Fact]
    public void Each_draw_of_a_sample_meets_each_combination_of_a_grid()
    {
        var plan = Expand("""{ "sample": { "count": 2, "from": { "scale": { "uniform": [0, 0.2] } } }, "grid": { "seed": [1, 2, 3] } }""");

        Assert.Equal(["scale", "seed"], plan.Varied);
        Assert.Equal([1, 2, 3, 1, 2, 3], plan.Tasks.Select(task => task.Resolved.Options.Seed));
        Assert.Equal(2, plan.Tasks.Select(task => task.Resolved.Options.ScaleFraction).Distinct().Count());
    }

    [Fact]
    public void A_draw_that_comes_again_is_drawn_anew_until_there_are_no_others()
    {
        Assert.Equal(
            [1, 2, 3, 4],
            Expand("""{ "sample": { "count": 4, "from": { "seed": { "integer": [1, 4] } } } }""").Tasks.Select(task => task.Resolved.Options.Seed).Order());
        Assert.StartsWith(
            $"{File}: the sample has 4 different draws, and \"count\" is 5; ",
            ErrorOf("""{ "sample": { "count": 5, "from": { "seed": { "integer": [1, 4] } } } }"""),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_are_full_so_that_a_task_can_start_anywhere()
    {
        var task = Expand("""{ "settings": { "data-dir": "faces", "teacher": "a,b" }, "grid": { "seed": [1, 2] } }""").Tasks[0];

        Assert.Equal(Path.GetFullPath("faces"), task.Resolved.Options.DataDirectory);
        Assert.Equal($"{Path.GetFullPath("a")},{Path.GetFullPath("b")}", task.Resolved.Options.Teacher);
    }

    [Theory]
    [InlineData("teacher")]
    [InlineData("init-from")]
    public void The_word_for_no_file_is_not_a_path(string option)
    {
        var tasks = Expand($$"""{ "grid": { "{{option}}": ["none", "base"] } }""").Tasks;

        Assert.Equal(["none", Path.GetFullPath("base")], tasks.Select(task => Assert.Single(task.Settings).Text));
        Assert.Equal(new TrainingOptions(), tasks[0].Resolved.Options);
    }

    [Theory]
    [InlineData("""{ "grid": { "max-lr": [0.0001, 0.02] } }""",
        "the task max-lr 0.0001 is not possible: `lr` 0.0024 is above `max-lr` 0.0001; lower `lr` or raise `max-lr`.")]
    [InlineData("""{ "settings": { "mode": "quick" }, "grid": { "epochs": [8, 8.0] } }""", "\"epochs\" cannot be \"8.0\"; give a whole number of at least 1.")]
    [InlineData("""{ "grid": { "optimizer": ["muon", "sgd"], "lr": [0.01, 0.1] } }""",
        "the task optimizer muon, lr 0.1 is not possible: `lr` 0.1 is above `max-lr` 0.012; lower `lr` or raise `max-lr`.")]
    public void Tasks_that_are_not_possible_are_named(string json, string expected) => Assert.EndsWith(expected, ErrorOf(json), StringComparison.Ordinal);

    [Fact]
    public void A_sweep_has_at_most_ten_thousand_tasks()
    {
        var seeds = string.Join(',', Enumerable.Range(0, 101));
        var json = $$"""{ "grid": { "seed": [{{seeds}}], "epochs": [{{string.Join(',', Enumerable.Range(1, 100))}}] } }""";

        Assert.Contains("the sweep has 10100 tasks, and 10000 is the most", ErrorOf(json), StringComparison.Ordinal);
    }

    private string File => _folder.File("sweep.json");

    private static string Sample(int seed, int count) => $$"""
        { "settings": { "lr": 0.001 }, "sample": { "count": {{count}}, "seed": {{seed}}, "from": {
            "max-lr": { "log": [0.005, 0.5] }, "dropout-rate": { "uniform": [0, 0.5] }, "optimizer": ["sgd", "muon"], "epochs": { "integer": [5, 8] } } } }
        """;

    private List<string> Draws(int seed, int count) => [.. Expand(Sample(seed, count)).Tasks.Select(task => SweepSetting.Describe(task.Settings.Skip(1)))];

    private SweepPlan Expand(string json) => SweepExpansion.Expand(SweepFile.Read(_folder.Write("sweep.json", json)));

    private string ErrorOf(string json) => SmallData.ErrorOf(() => Expand(json)).Message;
}
