using EmotionNet.Configuration;
using EmotionNet.Data.Synthetic;
using EmotionNet.Runs;
using EmotionNet.Runtime;
using EmotionNet.Training;

namespace EmotionNet.Tests.Runs;

public sealed class RunVerificationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private TrainingOptions Options => OptionsResolver.Resolve([], []).Options with
    {
        Mode = TrainingMode.Quick,
        ModelType = "attention_emotion_net_small",
        DataDirectory = _folder.File("sample"),
        CheckpointDirectory = _folder.File("run"),
        BatchSize = 8,
        Epochs = 2,
        Threads = 1,
        Device = "cpu",
        Precision = PrecisionChoice.Fp32,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_steps_of_a_run_give_the_same_bits_again_and_leave_the_run_as_it_is()
    {
        WriteData(seed: 1);
        Train(Options);
        var before = Directory.EnumerateFiles(Options.CheckpointDirectory).ToDictionary(file => file, File.ReadAllBytes);

        var result = Verify(Options.CheckpointDirectory)!;

        Assert.True(result.IsSame);
        Assert.True(result.HasSameWeights);
        Assert.Empty(result.DifferingFacts);
        Assert.Equal([8, 16], result.Recorded.Losses.Select(reading => reading.Update)); // the ends of two short epochs
        Assert.Equal(before.Keys.Order(), Directory.EnumerateFiles(Options.CheckpointDirectory).Order());
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    [Fact]
    public void Other_data_gives_other_numbers_and_is_named()
    {
        WriteData(seed: 1);
        Train(Options);
        WriteData(seed: 2);

        var result = Verify(Options.CheckpointDirectory)!;

        Assert.False(result.IsSame);
        Assert.Equal(8, result.FirstDifference?.Update);
        Assert.Equal(["training data", "validation data"], result.DifferingFacts.Select(fact => fact.Name));
    }

    [Fact]
    public void Data_on_which_the_run_ends_before_the_recorded_steps_is_told_as_a_difference()
    {
        WriteData(seed: 1);
        Train(Options);
        WriteData(seed: 2, training: 16);

        var result = Verify(Options.CheckpointDirectory)!;

        Assert.False(result.IsSame);
        Assert.Equal([2, 4], result.Here.Losses.Select(reading => reading.Update));
        Assert.Equal(["training data", "validation data"], result.DifferingFacts.Select(fact => fact.Name));
    }

    [Fact]
    public void A_run_by_the_clock_keeps_what_came_before_the_clock_changed_its_schedule()
    {
        WriteData(seed: 1);
        Train(Options with { BudgetMinutes = 0.02 });

        var result = Verify(Options.CheckpointDirectory)!;

        Assert.True(result.IsSame);
        Assert.Equal(8, Assert.Single(result.Recorded.Losses).Update);
    }

    [Fact]
    public void A_run_resumed_on_other_data_of_the_same_size_is_warned_about()
    {
        WriteData(seed: 1);
        using var stop = new CancellationTokenSource();
        Assert.Null(TrainingRun.Start(Options, observers: [new StopAtOnce(stop)], stop: stop.Token));
        WriteData(seed: 2);
        var notices = new Notices();

        TrainingRun.Resume(Options.CheckpointDirectory, [notices], TestContext.Current.CancellationToken);

        Assert.Contains(notices.Texts, text => text.StartsWith("The run was started on other training images", StringComparison.Ordinal));
    }

    [Fact]
    public void A_checkpoint_that_is_not_there_is_named()
    {
        var error = Assert.Throws<UserInputException>(() => Verify(_folder.File("none")));

        Assert.StartsWith(_folder.File("none"), error.Message, StringComparison.Ordinal);
    }

    private static void Train(TrainingOptions options) => TrainingRun.Start(options, stop: TestContext.Current.CancellationToken);

    private static VerificationResult? Verify(string run) => RunVerification.Run(run, stop: TestContext.Current.CancellationToken);

    private void WriteData(int seed, int training = 64)
    {
        Directory.CreateDirectory(Options.DataDirectory);
        Directory.Delete(Options.DataDirectory, recursive: true);
        SyntheticFaces.WriteTo(Options.DataDirectory, seed, training, validation: 32, test: 32);
    }

    private sealed class StopAtOnce(CancellationTokenSource source) : ITrainingObserver
    {
        public void OnStep(StepProgress progress) => source.Cancel();
    }

    private sealed class Notices : ITrainingObserver
    {
        public List<string> Texts { get; } = [];

        public void OnNotice(string text) => Texts.Add(text);
    }
}
