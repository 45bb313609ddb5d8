using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;

namespace EmotionNet.Tests.Checkpoints;

[Collection(TorchFreeTests.Name)]
public sealed class SeedGroupsTests
{
    [Fact]
    public void Runs_that_differ_in_seed_and_directory_alone_are_a_group() =>
        Assert.Equal([[0, 2], [1, 3]], SeedGroups.Of([Run(1, 20), Run(1, 30), Run(2, 20), Run(3, 30)]));

    [Fact]
    public void Two_networks_of_one_seed_stay_alone() => Assert.Equal([[0], [1], [2]], SeedGroups.Of([Run(1, 20), Run(1, 20), Run(2, 30)]));

    [Fact]
    public void Networks_that_would_be_a_single_group_stay_alone() => Assert.Equal([[0], [1]], SeedGroups.Of([Run(1, 20), Run(2, 20)]));

    [Fact]
    public void Networks_that_do_not_say_how_they_were_trained_stay_alone() => Assert.Equal([[0], [1], [2]], SeedGroups.Of([null, Run(1, 20), null]));

    private static CheckpointDescription Run(int seed, int epochs) => new(
        new TrainingOptions { Seed = seed, Epochs = epochs, CheckpointDirectory = $"run-{seed}-{epochs}" },
        EmotionClasses.Fer2013,
        new TrainingProgress { Epoch = 1, Epochs = [] });
}
