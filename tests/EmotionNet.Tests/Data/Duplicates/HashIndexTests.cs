using EmotionNet.Data.Duplicates;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Data.Duplicates;

/// <summary>The pairs that an index finds, against a comparison of each row with each.</summary>
public sealed class HashIndexTests
{
    private const int Dimensions = 81;
    private const float Minimum = 0.85f;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(23, 1)]
    [InlineData(129, 2)]
    [InlineData(700, 2)]
    public void It_finds_the_pairs_that_a_comparison_of_each_with_each_finds(int count, int threads)
    {
        using var scope = NewDisposeScope();
        EmotionNet.Runtime.TorchRuntime.Initialize();
        using var generator = new Generator((ulong)count);
        // As hashes of faces: a few directions hold most of a row.
        var scales = arange(Dimensions, dtype: float32).mul(-0.15f).exp();
        var rows = Normalized(randn([count, Dimensions], generator: generator) * scales);
        var others = Normalized(rows + (0.02 * randn([count, Dimensions], generator: generator)));
        using var index = new HashIndex(rows);

        var found = index.FindLater(others, Minimum, threads);

        var products = others.matmul(rows.t()).contiguous().data<float>().ToArray();
        var expected = Enumerable.Range(0, count).SelectMany(first => Enumerable.Range(first + 1, count - first - 1).Select(second => (first, second)))
            .Where(pair => products[(pair.first * count) + pair.second] >= Minimum).ToList();
        Assert.True(count < 700 || expected.Count > 100, $"only {expected.Count} pairs are alike: the test would say little");
        Assert.Equal(expected, found.Select(pair => (pair.First, pair.Second)).Order());
        Assert.All(found, pair => Assert.Equal(products[(pair.First * count) + pair.Second], pair.Product, 1e-4));
    }

    [Fact]
    public void Rows_without_length_are_alike_to_none()
    {
        using var scope = NewDisposeScope();
        EmotionNet.Runtime.TorchRuntime.Initialize();
        var rows = zeros(30, Dimensions);
        using var index = new HashIndex(rows);

        Assert.Empty(index.FindLater(rows, Minimum, threads: 1));
    }

    private static Tensor Normalized(Tensor rows) => nn.functional.normalize(rows, 2, 1);
}
