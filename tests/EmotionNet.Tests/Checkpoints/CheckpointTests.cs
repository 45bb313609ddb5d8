using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Models;
using EmotionNet.Optimization;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Weights_that_are_no_numbers_never_replace_those_of_the_epoch_before(float value)
    {
        var options = new TrainingOptions { ModelType = "attention_emotion_net_small" };
        using var network = ModelRegistry.Create(options.ModelType, new ModelConfiguration { ClassCount = EmotionClasses.Fer2013.Count });
        using var weights = new FlatParameters(network);
        var path = _folder.File("best_model.safetensors");
        Save();
        var before = File.ReadAllBytes(path);
        var (name, view) = weights.NamedViews[^1];
        using (no_grad())
        {
            view.reshape(-1)[0] = value;
        }

        var error = Assert.Throws<UserInputException>(Save);

        Assert.StartsWith($"{path}: {name} became infinite or not a number by epoch 7, step 3, and was not saved;", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));

        void Save() => Checkpoint.SaveWeights(path, weights, new TrainingProgress { Epoch = 7, Step = 3 }, options, EmotionClasses.Fer2013);
    }
}
