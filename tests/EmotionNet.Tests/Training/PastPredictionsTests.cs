using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

public sealed class PastPredictionsTests
{
    [Fact]
    public void A_face_not_seen_has_none_and_one_seen_has_the_moving_average_of_what_was_said_of_it()
    {
        using var scope = NewDisposeScope();
        using var past = new PastPredictions(faceCount: 3, classCount: 2, CPU);

        past.Add(tensor([2L, 0L]), tensor(new[,] { { 0.25f, 0.75f }, { 0.5f, 0.5f } }).log());
        past.Add(tensor([2L]), tensor(new[,] { { 0.75f, 0.25f } }).log());

        Assert.True(past.Of(tensor([0L, 1L, 2L])).allclose(tensor(new[,] { { 0.5f, 0.5f }, { 0f, 0f }, { 0.5f, 0.5f } })));
    }

    [Fact]
    public void However_many_are_added_each_face_has_a_distribution()
    {
        using var scope = NewDisposeScope();
        using var past = new PastPredictions(faceCount: 5, classCount: 7, CPU);
        for (var time = 0; time < 20; time++)
        {
            past.Add(arange(5, int64), randn(5, 7) * 10);
        }

        Assert.True(past.Probabilities.sum(1).allclose(ones(5)));
        Assert.True(past.Probabilities.ge(0).all().item<bool>());
    }

    [Fact]
    public void Adding_leaves_no_tensor_behind()
    {
        using var past = new PastPredictions(faceCount: 2, classCount: 7, CPU);
        using var faces = tensor([0L, 1L]);
        using var logits = randn(2, 7);

        Assert.Equal(0, Augmentation.Faces.LeftAlive(() => past.Add(faces, logits)));
    }
}
