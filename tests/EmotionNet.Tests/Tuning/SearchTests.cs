using EmotionNet.Tuning;
using static EmotionNet.Tests.Tuning.MadeUpTrials;

namespace EmotionNet.Tests.Tuning;

public sealed class SearchTests
{
    private const double Hours = 1e5; // seconds

    [Fact]
    public void The_first_trial_has_the_values_that_the_search_starts_from()
    {
        var definition = Definition();

        var trial = Search(definition).Next(Hours)!;

        Assert.Equal("000", trial.Name);
        Assert.Equal(["0.005", "0.0005", "0.2", "0", "0.1", "0.05", "false"], trial.Settings.Select(setting => setting.Text));
    }

    [Fact]
    public void The_best_of_three_goes_on_before_a_new_trial_begins()
    {
        Assert.Equal(["000>1", "001>1", "002>1", "001>3", "003>1", "004>1", "005>1", "004>3"], RunAll(Search(Definition()), Accuracy, jobs: 8));

        static double Accuracy(Trial trial) => trial.Name is "001" or "004" ? 0.5 : 0.25;
    }

    [Fact]
    public void When_no_more_trials_begin_the_leader_is_trained_to_the_last_epoch() =>
        Assert.Equal(["000>1", "001>1", "000>3", "000>9"], RunAll(Search(Definition(), maximumTrials: 2), trial => trial.Name == "000" ? 0.5 : 0.25));

    [Theory]
    [InlineData(90, "004")] // a new trial takes 10 seconds, and the six epochs that are left of the leader 60, with a margin 75
    [InlineData(80, "001")]
    [InlineData(59, "004")] // there is no coming to its end
    public void The_leader_goes_on_when_the_time_is_just_enough_for_the_rest_of_it(double secondsLeft, string expected)
    {
        Trial[] trials = [Trial(0, 0.25), Trial(1, 0.5, 0.625), Trial(2, 0.375), Trial(3, 0.25)];

        Assert.Equal(expected, Search(Definition(), trials: trials).Next(secondsLeft)!.Name);
    }

    [Fact]
    public void The_start_is_not_trained_to_the_end_before_it_was_compared() =>
        Assert.Equal("001", Search(Definition(), trials: [Trial(0, 0.25)]).Next(secondsLeft: 85)!.Name);

    [Fact]
    public void Several_slots_get_different_trials()
    {
        var search = Search(Definition());

        Assert.Equal(["000", "001", "002"], Enumerable.Range(0, 3).Select(_ => search.Next(Hours)!.Name));
    }

    [Fact]
    public void A_trial_that_was_on_its_way_when_the_search_was_killed_goes_on_first()
    {
        var search = Search(Definition(), trials: [Trial(0, 0.25), Trial(1, 0.5) with { IsOpen = true }, Trial(2) with { IsOpen = true }]);

        Assert.Equal(["001", "002", "003"], Enumerable.Range(0, 3).Select(_ => search.Next(Hours)!.Name));
    }

    [Fact]
    public void Every_change_is_written_before_anything_follows_from_it()
    {
        List<string> written = [];
        var search = new Search(
            Definition(), [], 10, now => written.Add(string.Join(' ', now.Trials.Select(trial => $"{trial.Results.Count}{(trial.IsOpen ? "+" : "")}"))));

        search.Reach(search.Next(Hours)!, Result(1, 0.5));
        search.Next(Hours);

        Assert.Equal(["0+", "1", "1 0+"], written);
    }

    [Fact]
    public void A_trial_that_fails_does_not_end_the_search()
    {
        var search = Search(Definition());
        search.Reach(search.Next(Hours)!, Result(1, 0.25));
        search.Fail(search.Next(Hours)!, "The loss is not a number.");

        Assert.Equal("002", search.Next(Hours)!.Name);
        Assert.Equal("000", search.Leader!.Name);
    }

    [Fact]
    public void A_process_that_is_killed_is_started_again_once()
    {
        var search = Search(Definition());
        search.Kill(search.Next(Hours)!);

        var again = search.Next(Hours)!;
        search.Kill(again);

        Assert.Equal("000", again.Name);
        Assert.Equal("Its process was killed 2 times.", search.Trials[0].Failure);
        Assert.Equal("001", search.Next(Hours)!.Name);
    }

    [Fact]
    public void A_search_gives_up_when_nothing_but_failures_comes_and_tries_them_again_when_it_is_continued()
    {
        var search = Search(Definition());
        for (var trial = search.Next(Hours); trial is not null; trial = search.Next(Hours))
        {
            search.Fail(trial, "no data");
        }

        Assert.Equal(3, search.Trials.Count);
        Assert.True(search.IsHopeless);
        Assert.Equal("000", Search(Definition(), trials: search.Trials).Next(Hours)!.Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_same_seed_searches_the_same_way_also_from_any_point_on(bool isTpe)
    {
        var proposals = isTpe ? ProposalKind.Tpe : ProposalKind.Random;
        var whole = Search(Definition(proposals: proposals), maximumTrials: 20);
        RunAll(whole, Quality);
        var cut = Search(Definition(proposals: proposals), maximumTrials: 20);
        RunAll(cut, Quality, jobs: 13);
        var continued = Search(Definition(proposals: proposals), maximumTrials: 20, cut.Trials);
        RunAll(continued, Quality);
        var other = Search(Definition(proposals: proposals, seed: 2), maximumTrials: 20);
        RunAll(other, Quality);

        Assert.Equal(Points(whole), Points(continued));
        Assert.NotEqual(Points(whole)[1], Points(other)[1]);
    }

    private static List<string> Points(Search search) => [.. search.Trials.Select(trial => string.Join(' ', trial.Point))];

    private static double Quality(Trial trial) => 1 - Math.Abs(trial.Point[0] - 0.8);

    // Runs jobs one at a time, as a runner with one slot does.
    private static List<string> RunAll(Search search, Func<Trial, double> accuracy, int jobs = int.MaxValue)
    {
        List<string> done = [];
        while (done.Count < jobs && search.Next(Hours) is { } trial)
        {
            var epochs = search.Definition.Ladder.Epochs[trial.Results.Count];
            done.Add($"{trial.Name}>{epochs}");
            search.Reach(trial, Result(epochs, accuracy(trial)));
        }

        return done;
    }
}
