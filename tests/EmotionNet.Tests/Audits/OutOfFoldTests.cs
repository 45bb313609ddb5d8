using EmotionNet.Audits;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Synthetic;

namespace EmotionNet.Tests.Audits;

public sealed class OutOfFoldTests
{
    [Fact]
    public void Each_face_gets_the_probabilities_of_a_network()
    {
        using var data = SyntheticFaces.Create(LabelMode.SingleLabel, 1, 140, 7, 7);
        var faces = data.Training!;
        var groups = Enumerable.Range(0, faces.Count).Select(face => (IReadOnlyList<int>)[face]).ToList();
        List<int> done = [];

        var probabilities = OutOfFold.Predict(
            faces, groups, 2, new TrainingOptions { Device = "cpu", Threads = 1 }, done.Add, TestContext.Current.CancellationToken, minimumUpdates: 1)!;

        Assert.Equal([1, 2], done);
        Assert.Equal(140 * 7, probabilities.Length);
        Assert.All(probabilities.Chunk(7), row => Assert.Equal(1, row.Sum(), 0.01));
    }

    [Fact]
    public void Fewer_images_than_folds_are_refused()
    {
        using var data = SyntheticFaces.Create(LabelMode.SingleLabel, 1, 140, 7, 7);
        IReadOnlyList<int> all = [.. Enumerable.Range(0, 140)];

        Assert.Throws<UserInputException>(() => OutOfFold.Predict(
            data.Training!, [all], 2, new TrainingOptions { Device = "cpu" }, _ => { }, TestContext.Current.CancellationToken));
    }
}
