using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Models;
using EmotionNet.Optimization;
using EmotionNet.Tests.Distributed;
using EmotionNet.Training;

namespace EmotionNet.Tests.Training;

public sealed class RankAgreementTests
{
    [Theory]
    [InlineData("\"seed\":\"42\"", "\"seed\":\"7\"", "has `seed` 7, and not 42 as rank 0 on {0}; start every rank with the same settings.")]
    [InlineData("\"Program\":\"", "\"Program\":\"another", "runs another build of emotionnet than rank 0 on {0}; install the same files on every host.")]
    [InlineData("\"Training\":\"", "\"Training\":\"another", "has other training images than rank 0 on {0}; give every host the same data.")]
    [InlineData("\"angry\"", "\"anger\"", "has other classes than rank 0 on {0}; give every host the same data, its folders with the same names.")]
    [InlineData("\"Teachers\":[]", "\"Teachers\":[\"1\"]", "has another teacher than rank 0 on {0}; give every host the same `teacher` files.")]
    [InlineData(
        "\"InitialWeights\":\"", "\"InitialWeights\":\"1",
        "has other initial weights than rank 0 on {0}; give every host the same `init-from` file.")]
    [InlineData("\"Checkpoint\":\"", "\"Checkpoint\":\"1", "has another checkpoint to resume than rank 0 on {0}; give every host the same checkpoint.")]
    [InlineData(
        "\"Device\":\"the CPU\"",
        "\"Device\":\"a GPU\"",
        "computes on a GPU, and not on the CPU as rank 0 on {0}; give `device` cpu, or cuda where each host has GPUs.")]
    [InlineData("\"Precision\":\"Float32", "\"Precision\":\"BFloat16", "computes in BFloat16, and not in Float32 as rank 0 on {0}; give `precision` fp32.")]
    public void A_rank_that_differs_is_named_with_what_differs(string mine, string theirs, string sentence)
    {
        using var data = new EmotionDataset { Layout = "two faces", LabelMode = LabelMode.SingleLabel, Training = Faces(), Validation = Faces() };
        using var ranks = new ScriptedRanks(3, (other, text) => other == 2 ? text.Replace(mine, theirs, StringComparison.Ordinal) : text);
        var options = new TrainingOptions { Precision = EmotionNet.Runtime.PrecisionChoice.Fp32, Device = "cpu" };

        var failure = Assert.Throws<UserInputException>(() => RankAgreement.RequireSameStart(ranks, options, TorchSharp.torch.CPU, data, resumePath: null));

        var host = Environment.MachineName;
        Assert.Equal($"rank 2 on {host} " + string.Format(null, sentence, host), failure.Message);
        Assert.True(SharedFailure.Is(failure));
    }

    [Fact]
    public void Ranks_whose_weights_drifted_apart_are_found_after_the_epoch()
    {
        using var network = ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = 7 });
        using var weights = new FlatParameters(network);
        using var same = new ScriptedRanks(2, (_, mine) => mine);
        using var apart = new ScriptedRanks(2, (_, mine) => mine.Replace("\"Digest\":\"", "\"Digest\":\"0", StringComparison.Ordinal));

        RankAgreement.RequireSameWeights(same, [weights], epoch: 3, "run/last.safetensors");
        var failure = Assert.Throws<UserInputException>(() => RankAgreement.RequireSameWeights(apart, [weights], epoch: 3, "run/last.safetensors"));

        Assert.StartsWith($"the weights of rank 1 on {Environment.MachineName} are not those of rank 0", failure.Message, StringComparison.Ordinal);
        Assert.Contains("after epoch 3; run/last.safetensors holds the state of the epoch before; ", failure.Message, StringComparison.Ordinal);
    }

    private static FaceSet Faces() => FaceSet.FromLabels(new byte[2 * FaceSet.PixelCount], [0, 1], EmotionClasses.Fer2013);
}
