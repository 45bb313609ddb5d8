using EmotionNet.Data;
using EmotionNet.Tests.Data;
using EmotionNet.Training;

namespace EmotionNet.Tests.Training;

public sealed class ScoringDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sad", "angry disgust fear happy sad surprise neutral")] // FER2013's, of which the model has all
    [InlineData("contempt", "neutral happiness surprise sadness anger disgust fear contempt")] // the model's, because FER2013 has no such class
    public void A_model_of_known_emotions_is_scored_on_FER2013s_classes_or_its_own_where_folders_have_one_more(string folder, string classes)
    {
        SmallData.WriteImage(_folder.File("test/angry/1.png"));
        SmallData.WriteImage(_folder.File($"test/{folder}/1.png"));

        using var data = ScoringData.Load(_folder.Path, run: null, DataSplit.Test, EmotionClasses.FerPlus);

        Assert.Equal(classes.Split(' '), data.ClassNames);
        Assert.Equal(2, data.Test!.Count);
    }

    [Fact]
    public void A_model_of_other_classes_is_scored_on_folders_of_their_names()
    {
        SmallData.WriteImage(_folder.File("test/Tense/1.png"));

        using var data = ScoringData.Load(_folder.Path, run: null, DataSplit.Test, ["calm", "tense"]);

        Assert.Equal(["calm", "tense"], data.ClassNames);
        Assert.Equal([1], SmallData.Labels(data.Test!));
    }
}
