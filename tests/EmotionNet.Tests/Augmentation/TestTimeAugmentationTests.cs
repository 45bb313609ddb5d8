using EmotionNet.Augmentation;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Augmentation;

public sealed class TestTimeAugmentationTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Normalisation_maps_black_grey_and_white_to_minus_two_nought_and_two()
    {
        var normalized = FaceTensors.Normalize(tensor(new byte[] { 0, 51, 255 })).data<float>().ToArray();

        Assert.Equal(-2f, normalized[0]);
        Assert.Equal(-1.2f, normalized[1], 1e-6f);
        Assert.Equal(2f, normalized[2], 1e-6f);
    }

    [Fact]
    public void Normalisation_leaves_the_stored_pixels_alone_and_only_its_result_alive()
    {
        var images = Faces.Random(2);
        var before = images.clone();

        Assert.Equal(1, Faces.LeftAlive(() => FaceTensors.Normalize(images)));
        Assert.True(images.Identical(before));
    }

    [Theory]
    [InlineData(TtaMode.None)]
    [InlineData(TtaMode.Flip)]
    [InlineData(TtaMode.TenCrop)]
    public void There_are_as_many_views_as_are_counted(TtaMode views) =>
        Assert.Equal(new TestTimeAugmentation(views, 48).Count, new TestTimeAugmentation(views, 48).Of(FaceTensors.Normalize(Faces.Random(2))).Count);

    [Fact]
    public void The_mirror_image_of_the_mirror_image_is_the_face()
    {
        var images = Faces.Random(3);

        Assert.False(FaceTensors.Mirror(images).Identical(images));
        Assert.True(FaceTensors.Mirror(FaceTensors.Mirror(images)).Identical(images));
    }

    [Fact]
    public void No_views_are_the_batch_itself_and_flip_adds_its_mirror_image()
    {
        var images = FaceTensors.Normalize(Faces.Random(3));

        Assert.Same(images, Assert.Single(new TestTimeAugmentation(TtaMode.None, 48).Of(images)));
        var flip = new TestTimeAugmentation(TtaMode.Flip, 48).Of(images);
        Assert.Equal(2, flip.Count);
        Assert.Same(images, flip[0]);
        Assert.True(flip[1].Identical(images.flip(3)));
    }

    [Fact]
    public void Ten_crops_are_five_places_and_their_mirror_images()
    {
        var images = zeros(1, 1, 48, 48, float32);
        images[0, 0, 0, 0] = 1;
        images[0, 0, 47, 47] = 2;

        var views = new TestTimeAugmentation(TtaMode.TenCrop, 40).Of(images);

        Assert.Equal(10, views.Count);
        Assert.All(views, view => Assert.Equal([1L, 1L, 40L, 40L], view.shape));
        Assert.Equal([1f, 0f, 0f, 2f, 0f], views.Take(5).Select(view => view.max().item<float>()));
        for (var crop = 0; crop < 5; crop++)
        {
            Assert.True(views[crop + 5].Identical(views[crop].flip(3)));
        }
    }

    [Fact]
    public void A_network_that_was_trained_on_crops_is_scored_on_the_middle_and_on_its_mirror_image()
    {
        var images = FaceTensors.Normalize(Faces.Random(2));

        var views = new TestTimeAugmentation(TtaMode.Flip, 40).Of(images);

        Assert.True(views[0].Identical(images.narrow(2, 4, 40).narrow(3, 4, 40)));
        Assert.True(views[1].Identical(views[0].flip(3)));
    }

    [Fact]
    public void Ten_crops_of_whole_faces_are_a_little_smaller() =>
        Assert.All(
            new TestTimeAugmentation(TtaMode.TenCrop, 48).Of(FaceTensors.Normalize(Faces.Random(1))),
            view => Assert.Equal([1L, 1L, 44L, 44L], view.shape));

    [Fact]
    public void Ten_crops_leave_ten_tensors_alive()
    {
        var images = FaceTensors.Normalize(Faces.Random(2));

        Assert.Equal(10, Faces.LeftAlive(() => new TestTimeAugmentation(TtaMode.TenCrop, 40).Of(images)));
    }
}
