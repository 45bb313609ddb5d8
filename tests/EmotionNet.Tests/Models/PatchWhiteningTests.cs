using EmotionNet.Data.Synthetic;
using EmotionNet.Models;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Models;

public sealed class PatchWhiteningTests
{
    private const int Side = 5;

    [Fact]
    public void The_responses_to_patches_of_the_faces_are_uncorrelated_and_of_one_variance()
    {
        using var scope = NewDisposeScope();
        using var faces = SyntheticFaces.Create(EmotionNet.Data.LabelMode.SingleLabel, 1, 200, 8, 8);
        const int Strong = 4; // components whose variance is far above the epsilon

        var kernels = PatchWhitening.Kernels(faces.Training!.Images, 2 * Strong, Side); // [8, 1, 5, 5]

        var standardized = AttentionEmotionNet.Standardize(faces.Training.Images.to(float32));
        var responses = nn.functional.conv2d(standardized, kernels, strides: [3, 3]); // [N, 8, h, w]
        var each = responses.permute(1, 0, 2, 3).flatten(1).to(float64); // [8, n]
        var covariance = each.mm(each.t()) / each.shape[1];
        for (var row = 0; row < 2 * Strong; row += 2)
        {
            Assert.InRange(covariance[row, row].item<double>(), 0.9, 1.01);
            Assert.Equal(-covariance[row, row].item<double>(), covariance[row, row + 1].item<double>(), 1e-5); // a kernel and its negative
            for (var other = row + 2; other < 2 * Strong; other += 2)
            {
                Assert.InRange(Math.Abs(covariance[row, other].item<double>()), 0, 0.01);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_kernels_are_the_same_bits_on_any_number_of_threads(int threads)
    {
        using var scope = NewDisposeScope();
        using var faces = SyntheticFaces.Create(EmotionNet.Data.LabelMode.SingleLabel, 2, 300, 8, 8);
        var before = get_num_threads();
        set_num_threads(1);
        var expected = PatchWhitening.Kernels(faces.Training!.Images, 32, Side);

        set_num_threads(threads);
        var kernels = PatchWhitening.Kernels(faces.Training.Images, 32, Side);
        set_num_threads(before);

        Assert.Equal(expected.data<float>().ToArray(), kernels.data<float>().ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Faces_of_one_grey_have_finite_kernels(int count)
    {
        using var scope = NewDisposeScope();

        var kernels = PatchWhitening.Kernels(full(count, 1, 48, 48, 127, ScalarType.Byte), 60, Side);

        Assert.True(kernels.isfinite().all().item<bool>());
        Assert.Equal([60, 1, Side, Side], kernels.shape);
    }
}
