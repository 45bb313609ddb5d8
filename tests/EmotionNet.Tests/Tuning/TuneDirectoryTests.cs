using EmotionNet.Configuration;
using EmotionNet.Tuning;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static EmotionNet.Tests.Tuning.MadeUpTrials;

namespace EmotionNet.Tests.Tuning;

public sealed class TuneDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back()
    {
        var directory = Prepare(Definition());
        var search = Search(directory.Definition);
        search.Reach(search.Next(1000)!, Result(1, 0.5));
        search.Fail(search.Next(1000)!, "The loss is not a number.");
        search.Next(1000);
        directory.Write(search, secondsSpent: 12.5);

        var again = Prepare(Definition());

        Assert.Equal(12.5, again.SecondsSpent);
        Assert.Equal(
            ["1", "0 The loss is not a number.", "0+"],
            again.Trials.Select(trial => $"{trial.Results.Count}{(trial.IsOpen ? "+" : "")} {trial.Failure}".Trim()));
        Assert.Equal(search.Trials.SelectMany(trial => trial.Point), again.Trials.SelectMany(trial => trial.Point));
        Assert.Equal(search.Trials.SelectMany(trial => trial.Settings), again.Trials.SelectMany(trial => trial.Settings));
        Assert.Equal(Result(1, 0.5), again.Trials[0].Results[0]);
    }

    [Property(MaxTest = 40)]
    public Property Every_search_is_read_back_as_it_was_written() => Prop.ForAll(
        Gen.Elements(0.0, 0.25, 0.5, 0.875, 1.0).ListOf(12).ToArbitrary(),
        accuracies =>
        {
            var directory = Prepare(Definition());
            var search = Search(directory.Definition);
            foreach (var accuracy in accuracies)
            {
                if (search.Next(1000) is not { } trial)
                {
                    break; // too many have failed
                }

                var epochs = directory.Definition.Ladder.Epochs[trial.Results.Count];
                if (accuracy == 0)
                {
                    search.Fail(trial, "It failed, \"so to speak\": \u2028<&>");
                }
                else
                {
                    search.Reach(trial, Result(epochs, accuracy));
                }
            }

            directory.Write(search, accuracies.Count);
            var again = TuneDirectory.Open(_folder.File("tune"));
            Directory.Delete(_folder.File("tune"), recursive: true);
            return again.SecondsSpent == accuracies.Count
                && again.Definition.Difference(directory.Definition) is null
                && again.Trials.SelectMany(trial => trial.Point).SequenceEqual(search.Trials.SelectMany(trial => trial.Point))
                && again.Trials.SelectMany(trial => trial.Results).SequenceEqual(search.Trials.SelectMany(trial => trial.Results))
                && again.Trials.Select(trial => (trial.Name, trial.IsOpen, trial.Kills, trial.Failure))
                    .SequenceEqual(search.Trials.Select(trial => (trial.Name, trial.IsOpen, trial.Kills, trial.Failure)));
        });

    [Fact]
    public void The_best_configuration_is_a_file_for_a_run_of_any_directory()
    {
        var directory = Prepare(Definition());
        var search = Search(directory.Definition);
        search.Reach(search.Next(1000)!, Result(1, 0.25));
        search.Reach(search.Next(1000)!, Result(1, 0.5));
        directory.Write(search, 1);

        var options = ConfigurationFile.Load(directory.BestFile);

        Assert.Equal(directory.TaskOf(search.Trials[1]).Options, options);
        Assert.Equal((9, TrainingMode.Quick, "checkpoints"), (options.Epochs, options.Mode, options.CheckpointDirectory));
        Assert.NotEqual(0.005, options.MaxLearningRate);
    }

    [Fact]
    public void A_trial_pauses_after_its_next_rung_and_has_the_schedule_of_the_full_length()
    {
        var directory = Prepare(Definition());

        var tasks = ((Trial[])[Trial(0), Trial(1, 0.5), Trial(2, 0.5, 0.5), Trial(3, 0.5, 0.5, 0.5)]).Select(directory.TaskOf);

        Assert.Equal([(1, 9), (3, 9), (9, 9), (9, 9)], tasks.Select(task => (task.PauseAfter!.Value, task.Options.Epochs)));
    }

    [Theory]
    [InlineData(36, new[] { 12, 36 })] // the quick preset warms up for 0.3 of the run
    [InlineData(9, new[] { 3, 9 })]
    [InlineData(4, new[] { 1, 4 })]
    [InlineData(3, new[] { 1, 3 })]
    public void Without_a_shortest_length_the_first_rung_is_after_the_warm_up(int epochs, int[] expected)
    {
        var settings = new[] { Setting("mode", "quick"), Setting("epochs", FormattableString.Invariant($"{epochs}")) };

        var definition = new SearchDefinition(settings, new HashSet<string>(), ProposalKind.Tpe, reduction: 3, shortest: null);

        Assert.Equal(expected, definition.Ladder.Epochs);
    }

    [Theory]
    [InlineData(8, false, 3, "the search was started with `epochs` 9, and is now given `epochs` 8")]
    [InlineData(9, true, 3, "the search was started with `proposals` random, and is now given `proposals` tpe")]
    [InlineData(9, false, 2, "the search was started with `reduction` 3, and is now given `reduction` 2")]
    public void A_search_over_something_else_is_refused(int epochs, bool isTpe, int reduction, string expected)
    {
        Start();

        var error = Assert.Throws<UserInputException>(() => Prepare(Definition(epochs, isTpe ? ProposalKind.Tpe : ProposalKind.Random, reduction: reduction)));

        Assert.Equal($"{_folder.File("tune")}: {expected}", error.Problem);
    }

    [Fact]
    public void The_refusal_of_other_options_names_one_that_was_given()
    {
        var directory = Prepare(Of(("epochs", "12")));
        directory.Write(Search(directory.Definition), 0);

        var error = Assert.Throws<UserInputException>(() => Prepare(Of()));

        Assert.Equal($"{_folder.File("tune")}: the search was started with `epochs` 12, and is now given no `epochs`", error.Problem);
    }

    [Fact]
    public void A_shortest_length_that_is_no_longer_given_is_named_with_what_follows_without_it()
    {
        var directory = Prepare(Of(2, ("epochs", "12")));
        directory.Write(Search(directory.Definition), 0);

        var error = Assert.Throws<UserInputException>(() => Prepare(Of(("epochs", "12"))));

        Assert.Equal(
            $"{_folder.File("tune")}: the search was started with `min-epochs` 2, and is now given no `min-epochs`, which is 4 then", error.Problem);
    }

    [Fact]
    public void A_shortest_length_above_the_full_one_is_refused()
    {
        var error = Assert.Throws<UserInputException>(() => Of(3, ("epochs", "2")));

        Assert.Equal("`min-epochs` 3 is more than the 2 of `epochs`", error.Problem);
        Assert.Equal([2], Of(2, ("epochs", "2")).Ladder.Epochs);
    }

    [Fact]
    public void A_search_that_fixes_more_is_refused()
    {
        Start();

        var error = Assert.Throws<UserInputException>(() => Prepare(Definition(fixedNames: new HashSet<string> { "dropout-rate" })));

        Assert.Contains("was started with the options to search max-lr, dropout-rate, mixup-alpha, ", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"version\": 2 }")]
    [InlineData("{ \"version\": ")]
    [InlineData("null")]
    public void A_damaged_file_is_refused_in_a_sentence(string content)
    {
        _folder.Write("tune/tune.json", content);

        var error = Assert.Throws<UserInputException>(() => TuneDirectory.Open(_folder.File("tune")));

        Assert.Equal($"{_folder.File("tune/tune.json")}: the trials of the search cannot be read", error.Problem);
    }

    [Theory]
    [InlineData("\"point\": [", "\"point\": [0.5,")]
    [InlineData("\"epochs\": 1,", "\"epochs\": 2,")]
    [InlineData("\"max-lr\":", "\"max-rl\":")]
    [InlineData("\"reduction\": 3", "\"reduction\": 0")]
    [InlineData("\"fixed\": []", "\"fixed\": null")]
    [InlineData("\"trials\": [", "\"trials\": [null,")]
    [InlineData("\"mode\": \"quick\"", "\"mode\": null")]
    public void A_file_that_was_changed_by_hand_is_refused(string text, string changed)
    {
        var directory = Prepare(Definition());
        var search = Search(directory.Definition);
        search.Reach(search.Next(1000)!, Result(1, 0.5));
        directory.Write(search, 0);
        var file = _folder.File("tune/tune.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace(text, changed, StringComparison.Ordinal));

        var error = Assert.Throws<UserInputException>(() => TuneDirectory.Open(_folder.File("tune")));

        Assert.Equal($"{file}: the trials of the search cannot be read", error.Problem);
    }

    [Fact]
    public void A_directory_with_something_else_is_left_alone()
    {
        _folder.Write("tune/photo.txt", "mine");

        Assert.Throws<UserInputException>(() => TuneDirectory.Kind.Lock(_folder.File("tune")));
        Assert.Equal(["photo.txt"], Directory.EnumerateFileSystemEntries(_folder.File("tune")).Select(Path.GetFileName));
    }

    private static SearchDefinition Of(params (string Name, string Text)[] settings) => Of(null, settings);

    private static SearchDefinition Of(int? shortest, params (string Name, string Text)[] settings) => new(
        [Setting("mode", "quick"), .. settings.Select(setting => Setting(setting.Name, setting.Text))],
        new HashSet<string>(),
        ProposalKind.Random,
        reduction: 3,
        shortest);

    private TuneDirectory Prepare(SearchDefinition definition)
    {
        Directory.CreateDirectory(_folder.File("tune"));
        return TuneDirectory.Prepare(_folder.File("tune"), definition);
    }

    private void Start()
    {
        var directory = Prepare(Definition());
        directory.Write(Search(directory.Definition), 0);
    }
}
