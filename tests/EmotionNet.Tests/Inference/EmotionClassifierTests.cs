using EmotionNet.Data;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace EmotionNet.Tests.Inference;

[Collection(TorchFreeTests.Name)]
public sealed class EmotionClassifierTests : IDisposable
{
    private readonly EmotionClassifier _classifier = EmotionClassifier.Load(new ClassifierOptions { Threads = 1 });

    public void Dispose() => _classifier.Dispose();

    [Theory]
    [InlineData("fer2013", "happy")]
    [InlineData("ferplus", "happiness")]
    public void A_bundled_network_finds_the_face_of_a_photograph_and_that_it_smiles(string model, string emotion)
    {
        using var classifier = EmotionClassifier.Load(new ClassifierOptions { Threads = 1 }, model);

        var face = Assert.Single(classifier.Predict(Photograph.Path));

        Assert.Equal(emotion, face.Emotion);
        Assert.InRange(face.Confidence, 0.8f, 1);
        Assert.True(face.Box.IntersectionOverUnion(Photograph.Face) > 0.8, face.Box.ToString());
        Assert.InRange(face.KeyPoints!.Value.RightEye.X, face.Box.X, face.KeyPoints.Value.LeftEye.X);
        Assert.InRange(face.DetectionScore!.Value, 0.5f, 1);
        Assert.Equal(1, face.Probabilities.Sum(), 4);
    }

    [Fact]
    public void The_classes_are_those_of_the_data_set()
    {
        using var fer2013 = EmotionClassifier.Load("fer2013");

        Assert.Equal(EmotionClasses.Fer2013, fer2013.ClassNames);
        Assert.Equal(EmotionClasses.FerPlus, _classifier.ClassNames);
    }

    [Fact]
    public void A_path_a_stream_bytes_and_decoded_images_give_the_same()
    {
        using var stream = File.OpenRead(Photograph.Path);
        using var colours = Photograph.Load();
        using var image = FaceImage.From(colours);
        IReadOnlyList<FacePrediction>[] all =
        [
            _classifier.Predict(Photograph.Path), _classifier.Predict(stream), _classifier.Predict(Photograph.Bytes), _classifier.Predict(colours),
            Predict(image), _classifier.PredictAll([image], CancellationToken.None)[0],
        ];

        Assert.All(all, faces => Assert.Equal(all[0][0].Probabilities, Assert.Single(faces).Probabilities));
    }

    [Fact]
    public void A_grey_image_is_as_good_as_one_in_colour()
    {
        using var colours = Photograph.Load();
        using var grey = colours.CloneAs<L8>();

        Assert.Equal("happiness", Assert.Single(_classifier.Predict(grey)).Emotion);
    }

    [Theory]
    [InlineData(-20)]
    [InlineData(20)]
    public void A_tilted_face_is_turned_upright(int degrees)
    {
        using var tilted = Photograph.Load(context => context.Rotate(degrees));

        var face = Assert.Single(_classifier.Predict(tilted));

        Assert.InRange(face.KeyPoints!.Value.TiltDegrees, degrees - 8, degrees + 8);
        Assert.Equal("happiness", face.Emotion);
    }

    [Fact]
    public void An_image_without_a_face_gives_an_empty_list()
    {
        using var image = new Image<Rgb24>(300, 200, new Rgb24(10, 120, 200));

        Assert.Empty(_classifier.Predict(image));
    }

    [Fact]
    public void A_batch_gives_what_its_images_give_alone()
    {
        using var photograph = FaceImage.Load(Photograph.Path);
        using var empty = FaceImage.From(new Image<L8>(64, 64));
        using var small = FaceImage.From(Photograph.Load(context => context.Resize(300, 300)));
        FaceImage[] images = [photograph, empty, small];

        var together = _classifier.PredictAll(images, CancellationToken.None);

        Assert.Equal([1, 0, 1], together.Select(faces => faces.Count));
        Assert.All(together.Zip(images), pair => AssertClose(Predict(pair.Second), pair.First));
    }

    [Fact]
    public void A_cropped_face_is_classified_whole()
    {
        using var face = FaceImage.From(Photograph.Load(context => context.Crop(new Rectangle(165, 58, 120, 120))));

        var prediction = _classifier.PredictFace(face);

        Assert.Equal("happiness", prediction.Emotion);
        Assert.Equal(new FaceBox(0, 0, 120, 120), prediction.Box);
        Assert.Null(prediction.KeyPoints);
        Assert.Null(prediction.DetectionScore);
        var second = _classifier.PredictFaces([face, face], CancellationToken.None)[1];
        Assert.Equal(prediction.Probabilities, second.Probabilities, (left, right) => Math.Abs(left - right) < 1e-5);
    }

    [Fact]
    public void One_instance_serves_several_threads()
    {
        var alone = _classifier.Predict(Photograph.Path);

        var results = new IReadOnlyList<FacePrediction>[16];
        Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index => results[index] = _classifier.Predict(Photograph.Path));

        Assert.All(results, faces => AssertClose(alone, faces));
    }

    [Fact]
    public void An_ensemble_averages_its_models()
    {
        using var same = EmotionClassifier.Load("ferplus", "ferplus");

        AssertClose(_classifier.Predict(Photograph.Path), same.Predict(Photograph.Path));
    }

    [Fact]
    public void An_ensemble_of_different_classes_is_refused()
    {
        var error = Assert.Throws<UserInputException>(() => EmotionClassifier.Load("ferplus", "fer2013"));

        Assert.Contains("different classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prediction_can_be_cancelled()
    {
        using var image = FaceImage.Load(Photograph.Path);

        Assert.ThrowsAny<OperationCanceledException>(() => _classifier.Predict(image, new CancellationToken(canceled: true)));
        Assert.ThrowsAny<OperationCanceledException>(() => _classifier.PredictFaces([image], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_model_in_memory_is_as_good_as_a_bundled_one()
    {
        using var classifier = EmotionClassifier.Load(new ClassifierOptions { Threads = 1 }, BundledModels.Read("ferplus"));

        AssertClose(_classifier.Predict(Photograph.Path), classifier.Predict(Photograph.Path));
    }

    private IReadOnlyList<FacePrediction> Predict(FaceImage image) => _classifier.Predict(image, CancellationToken.None);

    private static void AssertClose(IReadOnlyList<FacePrediction> expected, IReadOnlyList<FacePrediction> actual) =>
        Assert.All(expected.Zip(actual), pair =>
        {
            Assert.Equal(expected.Count, actual.Count);
            Assert.Equal(pair.First.Box, pair.Second.Box);
            Assert.Equal(pair.First.Probabilities, pair.Second.Probabilities, (left, right) => Math.Abs(left - right) < 1e-5);
        });
}
