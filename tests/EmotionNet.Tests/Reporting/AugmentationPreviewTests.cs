using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Synthetic;
using EmotionNet.Reporting;
using SkiaSharp;

namespace EmotionNet.Tests.Reporting;

public sealed class AugmentationPreviewTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"emotionnet-preview-{Guid.NewGuid():N}.png");

    public void Dispose() => File.Delete(_path);

    private byte[] Draw(TrainingOptions options, int seed)
    {
        using var data = SyntheticFaces.Create(LabelMode.SingleLabel, 1, 40, 7, 7);
        AugmentationPreview.Write(_path, data.Training!, options, seed);
        return File.ReadAllBytes(_path);
    }

    [Fact]
    public void The_preview_is_an_image_with_room_for_thirty_two_pairs()
    {
        Draw(new TrainingOptions(), 1);

        using var image = SKBitmap.Decode(_path);
        Assert.True(image.Width > 8 * 96 && image.Height > 8 * 96);
    }

    [Fact]
    public void The_same_seed_draws_the_same_preview_and_mixing_shows()
    {
        var plain = Draw(new TrainingOptions(), 1);

        Assert.Equal(plain, Draw(new TrainingOptions(), 1));
        Assert.NotEqual(plain, Draw(new TrainingOptions(), 2));
        Assert.NotEqual(plain, Draw(new TrainingOptions { MixupAlpha = 1 }, 1));
    }

    [CudaFact]
    public void Images_on_a_gpu_are_drawn_as_well()
    {
        using var data = SyntheticFaces.Create(LabelMode.SingleLabel, 1, 40, 7, 7);
        using var onGpu = data.Training!.CopyTo(TorchSharp.torch.CUDA);

        AugmentationPreview.Write(_path, onGpu, new TrainingOptions { MixupAlpha = 1 }, 1);

        Assert.True(new FileInfo(_path).Length > 0);
    }

    [Fact]
    public void Without_a_face_there_is_nothing_to_show()
    {
        using var none = FaceSet.FromLabels([], [], EmotionClasses.Fer2013);

        Assert.Throws<UserInputException>(() => AugmentationPreview.Write(_path, none, new TrainingOptions(), 1));
    }
}
