using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using EmotionNet.Training;
using static EmotionNet.Tests.Augmentation.Faces;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Distributed;

public sealed class ReplicaGroupTests : IDisposable
{
    private const int Half = 32;

    public void Dispose() => set_num_threads(1);

    [Theory]
    [InlineData(1, 128, "1")]
    [InlineData(2, 128, "1, 1")]
    [InlineData(2, 32, "2")] // too few faces for the statistics of two
    [InlineData(3, 128, "1, 1, 1")]
    [InlineData(6, 128, "2, 2, 1, 1")]
    [InlineData(16, 128, "4, 4, 4, 4")]
    public void Threads_are_shared_out_among_replicas_of_at_least_32_faces(int threads, int batchSize, string threadsOfEach)
    {
        set_num_threads(threads);

        var share = ReplicaLayout.Of(CPU, batchSize);

        Assert.Equal(threadsOfEach, string.Join(", ", Enumerable.Range(0, share.Replicas).Select(share.ThreadsOf)));
    }

    [Fact]
    public void A_batch_that_has_fewer_faces_than_asked_for_has_fewer_replicas()
    {
        set_num_threads(2);
        using var state = TrainingState(faceCount: Half + 1);

        Assert.Equal(1, state.Replicas.Count);
    }

    // Both halves of the batch are the same faces, so their statistics are those of the whole batch.
    [Fact]
    public void Two_replicas_learn_what_one_network_learns()
    {
        var (alone, shared) = (Weights(threads: 1), Weights(threads: 2));

        Assert.True(((alone.Values - shared.Values).norm() / (alone.Values - alone.Start).norm()).item<float>() < 1e-2);
        Assert.True(alone.Statistics.allclose(shared.Statistics, 1e-3, 1e-4));
        Assert.Equal(alone.Loss, shared.Loss, 1e-3);
    }

    [Fact]
    public void A_replica_that_fails_says_so_and_leaves_the_threads_as_they_were()
    {
        set_num_threads(2);
        using var state = TrainingState();

        Assert.Throws<InvalidOperationException>(() => state.Replicas.Run<int>((_, part) => part == 1 ? throw new InvalidOperationException() : 0));

        Assert.Equal(2, get_num_threads());
    }

    private static TrainingOptions Options => NoStrength with
    {
        ModelType = "attention_emotion_net_small",
        BatchSize = 2 * Half,
        DropoutRate = 0,
        MaxLearningRate = 0.001,
        GradientClip = 0,
        Optimizer = OptimizerKind.Sgd,
    };

    private static TrainingState TrainingState(int faceCount = 2 * Half) =>
        new(Options, 7, faceCount, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));

    private static (Tensor Start, Tensor Values, Tensor Statistics, double Loss) Weights(int threads)
    {
        set_num_threads(threads);
        using var state = TrainingState();
        Assert.Equal(threads, state.Replicas.Count);
        using var faces = Faces();
        var step = new TrainingStep(Options, state, faces);
        var start = state.Weights.Decayed.detach().clone();
        using var order = arange(2 * Half, int64);
        using var sums = zeros(2, float64);
        for (var update = 0; update < 3; update++)
        {
            step.Take(order, 1, 0.001, update, sums);
        }

        return (start, state.Weights.Decayed.detach().clone(), state.Weights.Statistics.clone(), sums[0].item<double>() / (6 * Half));
    }

    // Symmetric faces: whether the augmentation mirrors them or not, they stay the same.
    private static FaceSet Faces()
    {
        var random = new Random(1);
        var pixels = new byte[2 * Half * FaceSet.PixelCount];
        for (var row = 0; row < Half * FaceSet.ImageSize; row++)
        {
            for (var column = 0; column < FaceSet.ImageSize / 2; column++)
            {
                var grey = (byte)random.Next(256);
                foreach (var half in new[] { 0, Half * FaceSet.PixelCount })
                {
                    pixels[half + (row * FaceSet.ImageSize) + column] = grey;
                    pixels[half + (row * FaceSet.ImageSize) + FaceSet.ImageSize - 1 - column] = grey;
                }
            }
        }

        return FaceSet.FromLabels(pixels, [.. Enumerable.Range(0, 2 * Half).Select(face => face % Half % 7)], EmotionClasses.Fer2013);
    }
}
