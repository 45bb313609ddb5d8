using EmotionNet.Data;
using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

public sealed class SamplerTests
{
    private const int Rare = 10, Frequent = 190;

    [Fact]
    public void Without_weights_every_image_is_drawn_once()
    {
        using var faces = Faces();
        using var order = Sampler.Draw(faces, weighted: false, seed: 1);

        Assert.Equal(Enumerable.Range(0, Rare + Frequent).Select(index => (long)index), order.data<long>().Order());
    }

    [Fact]
    public void With_weights_a_rare_class_is_drawn_as_often_as_a_frequent_one()
    {
        using var faces = Faces();
        using var order = Sampler.Draw(faces, weighted: true, seed: 1);

        Assert.InRange(order.data<long>().Count(index => index < Rare), 70, 130); // half of 200
    }

    [CudaFact]
    public void On_a_gpu_the_draws_are_those_of_the_cpu()
    {
        using var faces = Faces();
        using var onGpu = faces.CopyTo(CUDA);
        Assert.All([false, true], weighted =>
        {
            using var expected = Sampler.Draw(faces, weighted, seed: 1);
            using var actual = Sampler.Draw(onGpu, weighted, seed: 1);
            Assert.Equal(TorchSharp.DeviceType.CUDA, actual.device.type);
            Assert.Equal(expected.data<long>().ToArray(), actual.cpu().data<long>().ToArray());
        });
    }

    private static FaceSet Faces() => FaceSet.FromLabels(
        new byte[(Rare + Frequent) * FaceSet.PixelCount],
        [.. Enumerable.Range(0, Rare + Frequent).Select(index => index < Rare ? 0 : 1)],
        EmotionClasses.Fer2013);
}
