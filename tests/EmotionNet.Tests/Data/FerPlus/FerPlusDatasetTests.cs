using EmotionNet.Data;
using EmotionNet.Data.FerPlus;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Data.FerPlus;

public sealed class FerPlusDatasetTests : IDisposable
{
    private static readonly string[] Usages = ["Training", "PublicTest", "PrivateTest"];
    private static readonly LabelMode[] Rules = [LabelMode.Majority, LabelMode.Probability, LabelMode.MultiTarget];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("../secret.png")]
    [InlineData("/etc/secret.png")]
    public void An_image_name_that_leads_out_of_its_folder_is_refused_with_its_line(string name)
    {
        var table = _folder.Write("fer2013new.csv", SmallData.VotesHeader + $"Training,fer1.png,10,0,0,0,0,0,0,0,0,0\nTraining,{name},10,0,0,0,0,0,0,0,0,0\n");
        Image("FER2013Train/fer1.png", 10);
        Image("secret.png", 11);

        var error = SmallData.ErrorOf(() => FerPlusDataset.Load(_folder.Path, LabelMode.Majority));

        Assert.Equal((table, 3), (error.File, error.Row));
        Assert.Contains($"the image name '{name}' leads out of {_folder.Path}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_pair_with_votes_by_name()
    {
        // The second row has no image: names do not number the rows.
        _folder.Write("fer2013new.csv", SmallData.VotesHeader
            + "Training,fer0000000.png,10,0,0,0,0,0,0,0,0,0\n"
            + "Training,,0,0,0,0,0,0,0,0,0,10\n"
            + "Training,fer0000001.png,0,10,0,0,0,0,0,0,0,0\n"
            + "PublicTest,fer0028638.png,0,0,0,0,0,0,0,10,0,0\n");
        Image("FER2013Train/fer0000000.png", 10);
        Image("FER2013Train/fer0000001.png", 11);
        Image("FER2013Valid/fer0028638.png", 12);

        using var data = FerPlusDataset.Load(_folder.Path, LabelMode.Majority, DataSplit.Training, DataSplit.Validation);

        Assert.Equal([10, 11], SmallData.Greys(data.Training!));
        Assert.Equal([0, 1], SmallData.Labels(data.Training!));
        Assert.Equal([12], SmallData.Greys(data.Validation!));
        Assert.Equal([7], SmallData.Labels(data.Validation!));
        Assert.Equal(new LabelRuleCounts(2, 0, 0, 1, 0), data.LabelRuleCounts[DataSplit.Training]);
        Assert.Contains(data.Warnings, warning => warning.StartsWith("There are no faces for test (Usage PrivateTest)", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_whole_votes_each_folders_label_csv_is_read()
    {
        _folder.Write(
            "data/FER2013Train/label.csv",
            "fer0000000.png,\"(0, 0, 48, 48)\",10,0,0,0,0,0,0,0,0,0\nfer0000001.png,(0,0,48,48),0,0,10,0,0,0,0,0,0,0\n");
        Image("FER2013Train/fer0000000.png", 10);
        Image("FER2013Train/fer0000001.png", 11);

        using var data = FerPlusDataset.Load(_folder.Path, LabelMode.Majority);

        Assert.Equal([0, 2], SmallData.Labels(data.Training!));
    }

    [Fact]
    public void Two_csv_files_pair_by_row()
    {
        WritePair(["Training,fer0.png,0,10,0,0,0,0,0,0,0,0", "Training,,0,0,0,0,0,0,0,0,0,10", "PublicTest,fer1.png,0,0,0,10,0,0,0,0,0,0"]);

        using var data = FerPlusDataset.Load(_folder.Path, LabelMode.Majority);

        Assert.Equal([0], SmallData.Greys(data.Training!));
        Assert.Equal([2], SmallData.Greys(data.Validation!));
        Assert.Equal([3], SmallData.Labels(data.Validation!));
    }

    [Theory]
    [InlineData(LabelMode.Probability, 0.6f)]
    [InlineData(LabelMode.MultiTarget, 1f)]
    public void Training_follows_the_mode_and_validation_is_always_the_majority(LabelMode mode, float first)
    {
        WritePair(["Training,a.png,6,4,0,0,0,0,0,0,0,0", "PublicTest,b.png,6,4,0,0,0,0,0,0,0,0", "PrivateTest,c.png,5,5,0,0,0,0,0,0,0,0"]);

        using var data = FerPlusDataset.Load(_folder.Path, mode);

        Assert.Equal(first, data.Training!.Targets[0, 0].item<float>());
        Assert.Equal(mode == LabelMode.Probability ? 0.4f : 1f, data.Training.Targets[0, 1].item<float>());
        Assert.Equal(1f, data.Validation!.Targets[0, 0].item<float>());
        Assert.Equal(1f, data.Validation.Targets.sum().item<float>());
        Assert.Null(data.Test);
        Assert.Equal(new LabelRuleCounts(0, 1, 0, 0, 0), data.LabelRuleCounts[DataSplit.Test]);
    }

    [Property(MaxTest = 60)]
    public Property Images_targets_and_vote_distributions_pair_row_by_row_whatever_the_votes() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            // The image of a row is of the grey of its number; the first row of each split is kept by every rule.
            var random = new Random(seed);
            var votes = Enumerable.Range(0, 15).Select(row => row < 3 ? [10, 0, 0, 0, 0, 0, 0, 0, 0, 0] : DrawVotes(random)).ToArray();
            WritePair([.. votes.Select((row, index) => $"{Usages[index % 3]},a{index}.png,{string.Join(',', row)}")]);
            return Rules.All(mode =>
            {
                using var data = FerPlusDataset.Load(_folder.Path, mode);
                using var scored = FerPlusDataset.LoadToScore(_folder.Path, mode, DataSplit.Training);
                return Enum.GetValues<DataSplit>().All(split =>
                    Pairs(data[split]!, split == DataSplit.Training ? mode : LabelMode.Majority, votes)
                        && Pairs(scored[split]!, LabelMode.Majority, votes)
                        && scored[split]!.VoteDistributions is null == (mode != LabelMode.Probability));
            });
        });

    [Fact]
    public void A_majority_of_too_many_emotions_for_a_distribution_is_its_own_distribution()
    {
        WritePair(["PublicTest,a.png,6,4,0,0,0,0,0,0,0,0", "PublicTest,b.png,2,7,2,2,0,0,0,0,0,0", "PublicTest,c.png,0,0,6,4,0,0,0,0,0,0"]);

        using var data = FerPlusDataset.Load(_folder.Path, LabelMode.Probability);

        Assert.Equal([0, 1, 2], SmallData.Labels(data.Validation!));
        Assert.Equal(
            [0.6f, 0.4f, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0.6f, 0.4f, 0, 0, 0, 0],
            data.Validation!.VoteDistributions!.data<float>().ToArray());
    }

    [Fact]
    public void Every_rule_is_counted_for_every_split_from_the_votes_alone()
    {
        _folder.Write("fer2013new.csv", SmallData.VotesHeader + "PublicTest,a.png,5,5,0,0,0,0,0,0,0,0\nPublicTest,b.png,0,0,0,0,0,0,0,0,9,0\n");

        var counts = FerPlusDataset.CountLabelRules(_folder.Path);

        Assert.Equal(
            [
                new LabelRuleReport(DataSplit.Validation, LabelMode.Majority, new LabelRuleCounts(0, 1, 1, 0, 0)),
                new LabelRuleReport(DataSplit.Validation, LabelMode.Probability, new LabelRuleCounts(1, 0, 1, 0, 0)),
                new LabelRuleReport(DataSplit.Validation, LabelMode.MultiTarget, new LabelRuleCounts(1, 0, 1, 0, 0)),
            ],
            counts);
    }

    [Fact]
    public void Files_of_two_lengths_are_refused_with_both_lengths()
    {
        WritePair(["Training,a.png,10,0,0,0,0,0,0,0,0,0", "Training,b.png,10,0,0,0,0,0,0,0,0,0"]);
        _folder.Write("fer2013.csv", SmallData.Header + SmallData.Row(0, 1));

        var error = Error();

        Assert.StartsWith($"{_folder.File("fer2013new.csv")}: it has 2 rows and {_folder.File("fer2013.csv")} has 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("whole", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_two_splits_is_refused_with_its_line()
    {
        WritePair(["Training,a.png,10,0,0,0,0,0,0,0,0,0", "PublicTest,b.png,10,0,0,0,0,0,0,0,0,0"]);
        _folder.Write("fer2013.csv", SmallData.Header + SmallData.Row(0, 1) + SmallData.Row(0, 1));

        Assert.StartsWith($"{_folder.File("fer2013new.csv")}, line 3: ", Error().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Trainin,a.png,10,0,0,0,0,0,0,0,0,0", "unknown Usage 'Trainin'")]
    [InlineData("Training,a.png,ten,0,0,0,0,0,0,0,0,0", "the votes for neutral are 'ten'")]
    [InlineData("Training,a.png,10,0,0,0,0,0,0,0,0,-1", "the votes for NF are '-1'")]
    [InlineData("Training,a.png,10,0,0", "5 fields where the header has 12")]
    public void A_wrong_row_of_votes_is_named_with_file_and_line(string row, string problem)
    {
        WritePair([row]);

        var error = Error();

        Assert.StartsWith($"{_folder.File("fer2013new.csv")}, line 2: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_image_is_named_and_counted()
    {
        _folder.Write("fer2013new.csv", SmallData.VotesHeader + "Training,a.png,10,0,0,0,0,0,0,0,0,0\nTraining,b.png,10,0,0,0,0,0,0,0,0,0\n");
        Image("FER2013Train/a.png", 1);

        var error = Error();

        Assert.StartsWith($"{_folder.File("data/FER2013Train/b.png")}: 1 of 2 images", error.Message, StringComparison.Ordinal);
        Assert.Contains("generate_training_data.py", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_pixels_is_read_rather_than_images_beside_it_which_are_counted()
    {
        WritePair(["Training,a.png,10,0,0,0,0,0,0,0,0,0", "PublicTest,b.png,10,0,0,0,0,0,0,0,0,0"]);
        Image("FER2013Train/a.png", 99);

        using var data = FerPlusDataset.Load(_folder.Path, LabelMode.Majority);

        Assert.Equal([0], SmallData.Greys(data.Training!));
        Assert.Contains(data.Warnings, warning => warning.Contains("1 image(s) in", StringComparison.Ordinal)
            && warning.Contains("FER2013Train are not read", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_of_a_split_whose_folder_is_missing_are_counted()
    {
        var votes = _folder.Write("fer2013new.csv", SmallData.VotesHeader
            + "Training,a.png,10,0,0,0,0,0,0,0,0,0\nPublicTest,b.png,10,0,0,0,0,0,0,0,0,0\n");
        Image("FER2013Train/a.png", 1);

        using var data = FerPlusDataset.Load(_folder.Path, LabelMode.Majority);

        Assert.Contains($"{votes}: 1 rows for validation (Usage PublicTest) have no folder of images and are left out.", data.Warnings);
    }

    [Fact]
    public void Files_of_other_names_are_found_by_their_columns()
    {
        WritePair(["Training,a.png,10,0,0,0,0,0,0,0,0,0"]);
        File.Move(_folder.File("fer2013new.csv"), _folder.File("fer2013new (1).csv"));
        File.Move(_folder.File("fer2013.csv"), _folder.File("fer2013"));

        using var data = FerPlusDataset.Load(_folder.Path, LabelMode.Majority);

        Assert.Equal($"fer2013new (1).csv with fer2013 ({_folder.File("fer2013")})", data.Layout);
    }

    [Fact]
    public void Votes_without_pixels_and_a_missing_folder_say_where_to_get_them()
    {
        _folder.Write("fer2013new.csv", SmallData.VotesHeader + "Training,a.png,10,0,0,0,0,0,0,0,0,0\n");
        Assert.Contains("neither images nor a fer2013.csv", Error().Message, StringComparison.Ordinal);

        var error = SmallData.ErrorOf(() => FerPlusDataset.Load(_folder.File("nowhere"), LabelMode.Majority));
        Assert.Contains("https://github.com/microsoft/FERPlus", error.Fix, StringComparison.Ordinal);
    }

    // Ties of several emotions, which ten votes seldom make.
    private static int[] DrawVotes(Random random)
    {
        int[] counts = [0, 0, 0, 1, 2, 2, 2, random.Next(12), random.Next(12)];
        return [.. Enumerable.Range(0, 10).Select(_ => counts[random.Next(counts.Length)])];
    }

    private static bool Pairs(FaceSet faces, LabelMode rule, int[][] votes)
    {
        var (targets, distributions) = (faces.Targets.data<float>().ToArray(), faces.VoteDistributions?.data<float>().ToArray());
        return targets.Length == 8 * faces.Count && (distributions is null || distributions.Length == targets.Length)
            && SmallData.Greys(faces).Index().All(face =>
            {
                var (target, distribution) = (new float[8], new float[8]);
                var isKept = FerPlusVotes.Apply(votes[face.Item], rule, target) == LabelOutcome.Kept;
                var hasDistribution = FerPlusVotes.Apply(votes[face.Item], LabelMode.Probability, distribution) == LabelOutcome.Kept;
                return isKept && targets.AsSpan(8 * face.Index, 8).SequenceEqual(target)
                    && (distributions is null || distributions.AsSpan(8 * face.Index, 8).SequenceEqual(hasDistribution ? distribution : target));
            });
    }

    private UserInputException Error() => SmallData.ErrorOf(() => FerPlusDataset.Load(_folder.Path, LabelMode.Majority));

    private void Image(string name, int grey) => SmallData.WriteImage(_folder.File($"data/{name}"), grey);

    /// <summary>Writes votes, and a fer2013.csv of as many rows whose grey is the row and whose usage is that of the votes.</summary>
    private void WritePair(string[] votes)
    {
        _folder.Write("fer2013new.csv", SmallData.VotesHeader + string.Join('\n', votes) + "\n");
        _folder.Write(
            "fer2013.csv",
            SmallData.Header + string.Concat(votes.Select((vote, row) => SmallData.Row(0, row, vote.StartsWith('P') ? vote.Split(',')[0] : "Training"))));
    }
}
