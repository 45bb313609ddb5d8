using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Losses;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using EmotionNet.Training;
using FsCheck;
using FsCheck.Xunit;
using static EmotionNet.Tests.Augmentation.Faces;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Distributed;

public sealed class ReplicaGroupTests : IDisposable
{
    private const int Half = 32;

    public void Dispose() => set_num_threads(1);

    [Theory]
    [InlineData(1, 128, 64, 2, "1")]
    [InlineData(2, 128, 64, 2, "1, 1")]
    [InlineData(2, 32, 32, 1, "2")]
    [InlineData(3, 128, 32, 4, "1, 1, 1")]
    [InlineData(6, 128, 32, 4, "2, 2, 1, 1")]
    [InlineData(16, 128, 64, 2, "8, 8")]
    [InlineData(2, 65, 32, 2, "1, 1")] // groups of 32 and 33
    [InlineData(2, 16, 64, 1, "2")] // a group is at most the batch
    public void Replicas_follow_from_the_group_size_and_share_the_threads(int threads, int batchSize, int groupSize, int replicas, string threadsOfEach)
    {
        var layout = ReplicaLayout.Of(batchSize, groupSize, threads, isGpu: false);

        Assert.Equal(replicas, layout.Replicas);
        Assert.Equal(threadsOfEach, string.Join(", ", Enumerable.Range(0, layout.Workers).Select(layout.ThreadsOf)));
    }

    [Theory]
    [InlineData(128, false, 64)]
    [InlineData(64, false, 32)]
    [InlineData(512, false, 64)]
    [InlineData(16, false, 16)]
    [InlineData(512, true, 512)]
    public void The_default_group_is_half_of_a_batch_on_a_cpu_and_all_of_it_on_a_gpu(int batchSize, bool isGpu, int groupSize) =>
        Assert.Equal(groupSize, ReplicaLayout.DefaultGroupSize(batchSize, isGpu));

    [Property]
    public void Every_replica_has_one_worker_and_every_thread_is_used(PositiveInt batchSize, PositiveInt groupSize, PositiveInt threads, bool isGpu)
    {
        var layout = ReplicaLayout.Of(batchSize.Get, groupSize.Get, threads.Get, isGpu);
        var (replicas, workers) = (Enumerable.Range(0, layout.Replicas), Enumerable.Range(0, layout.Workers));

        Assert.Equal(replicas, workers.SelectMany(worker => replicas.Take(layout.ReplicasOf(worker))));
        Assert.Equal(threads.Get, workers.Sum(layout.ThreadsOf));
        Assert.All(workers, worker => Assert.True(layout.ThreadsOf(worker) > 0));
    }

    [Fact]
    public void A_batch_that_has_fewer_images_than_two_groups_has_one_replica()
    {
        set_num_threads(2);
        using var state = State(Options, imageCount: Half + 1);

        Assert.Equal(1, state.Replicas.Count);
    }

    // Both halves of the batch are the same images, so their statistics are those of the whole batch.
    [Fact]
    public void Two_replicas_learn_what_one_network_learns()
    {
        var (alone, shared) = (Trained(threads: 2, groupSize: 2 * Half), Trained(threads: 2, groupSize: Half));

        Assert.True(((alone.Values - shared.Values).norm() / (alone.Values - alone.Start).norm()).item<float>() < 1e-2);
        Assert.True(alone.Statistics.allclose(shared.Statistics, 1e-3, 1e-4));
        Assert.Equal(alone.Loss, shared.Loss, 1e-3);
    }

    [Theory]
    [InlineData(Half)]
    [InlineData(Half / 2)]
    public void Another_number_of_threads_trains_the_same_model(int groupSize)
    {
        var (one, two) = (Trained(threads: 1, groupSize), Trained(threads: 2, groupSize));

        Assert.True(one.Values.eq(two.Values).all().item<bool>());
        Assert.True(one.Statistics.eq(two.Statistics).all().item<bool>());
        Assert.Equal(one.Loss, two.Loss);
    }

    [Fact]
    public void Another_group_size_trains_another_model()
    {
        var (whole, groups) = (Trained(threads: 2, 2 * Half), Trained(threads: 2, Half / 2));

        Assert.False(whole.Statistics.allclose(groups.Statistics, 1e-3, 1e-4));
    }

    [Fact]
    public void A_replica_that_fails_says_so_and_leaves_the_threads_as_they_were()
    {
        set_num_threads(2);
        using var state = State(Options);

        Assert.Throws<InvalidOperationException>(() => state.Replicas.Run<int>((_, part) => part == 1 ? throw new InvalidOperationException() : 0));

        Assert.Equal(2, get_num_threads());
    }

    [CudaFact]
    public void Replicas_on_a_gpu_learn_what_those_on_a_cpu_learn()
    {
        var (cpu, gpu) = (Trained(threads: 2, Half), Trained(threads: 2, Half, CUDA));

        Assert.True(((cpu.Values - gpu.Values).norm() / (cpu.Values - cpu.Start).norm()).item<float>() < 1e-2);
        Assert.True(cpu.Statistics.allclose(gpu.Statistics, 1e-3, 1e-4));
    }

    [CudaFact]
    public void Dropout_of_replicas_on_a_gpu_follows_the_seed()
    {
        var options = Options with { DropoutRate = 0.5, StochasticDepth = true };
        var (first, again) = (Trained(threads: 2, Half, CUDA, options), Trained(threads: 2, Half, CUDA, options));

        Assert.True(first.Values.allclose(again.Values, 1e-4, 1e-6));
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

    private static TrainingState State(TrainingOptions options, int imageCount = 2 * Half, Device? device = null) =>
        new(options, 7, imageCount, device ?? CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));

    private static (Tensor Start, Tensor Values, Tensor Statistics, double Loss) Trained(
        int threads, int groupSize, Device? device = null, TrainingOptions? options = null)
    {
        set_num_threads(threads);
        options = (options ?? Options) with { BatchNormGroup = groupSize };
        using var state = State(options, device: device);
        Assert.Equal(2 * Half / groupSize, state.Replicas.Count);
        using var faces = Faces();
        using var onDevice = faces.CopyTo(device ?? CPU);
        var trainer = new Trainer(
            options, state, onDevice, onDevice, new TrainingProgress(), budget: null, beginning: null, observers: [], new ClassificationLoss(options.ToLoss()));
        var start = state.Weights.Values.detach().cpu().clone();
        using var order = arange(2 * Half, int64).to(device ?? CPU);
        using var sums = zeros(2, float64, device ?? CPU);
        for (var update = 0; update < 3; update++)
        {
            trainer.Update(order, 1, 0.001, sums);
        }

        return (start, state.Weights.Values.detach().cpu().clone(), state.Weights.Statistics.cpu().clone(), sums.cpu()[0].item<double>() / (6 * Half));
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
