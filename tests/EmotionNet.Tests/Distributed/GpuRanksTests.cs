using EmotionNet.Distributed;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Distributed;

public sealed class GpuRanksTests
{
    [Fact]
    public void A_sum_through_the_memory_of_the_hosts_is_that_of_all_ranks() => Assert.Equal([[3, 30], [3, 30]], ThreadRanks.Run(2, ranks =>
    {
        using var mine = tensor(new[] { ranks.Rank + 1f, 10f * (ranks.Rank + 1) });
        GpuRanks.SumThroughHost(ranks, mine);
        return mine.data<float>().ToArray();
    }));

    [CudaFact]
    public void A_sum_through_the_memory_of_the_hosts_comes_back_to_the_gpu() => Assert.Equal([(3, 3), (3, 3)], ThreadRanks.Run(2, ranks =>
    {
        using var mine = full(1000, ranks.Rank + 1f, device: device(CudaFactAttribute.Gpu));
        GpuRanks.SumThroughHost(ranks, mine);
        return (mine.min().item<float>(), mine.max().item<float>());
    }));

    // One rank a GPU; with one GPU, NCCL connects it with itself.
    [CudaFact]
    public void NCCL_sums_the_tensors_of_every_gpu()
    {
        Assert.SkipUnless(NcclLibrary.Find() is not null, "libtorch brings no libnccl.so.2, and the system has none");
        var count = cuda.device_count();

        var sums = ThreadRanks.Run(count, hosts =>
        {
            var gpu = device($"cuda:{hosts.Rank}");
            using var ranks = GpuRanks.Connect(hosts, gpu);
            using var floats = full(100_000, hosts.Rank + 1f, device: gpu);
            using var doubles = full(2, hosts.Rank + 0.5, dtype: float64, device: gpu);
            using var onHost = full(2, hosts.Rank + 1f);
            for (var repeat = 0; repeat < 3; repeat++)
            {
                floats.mul_(2); // computed on the stream on which NCCL sums
            }

            ranks.Sum(floats);
            ranks.Sum(doubles);
            ranks.Sum(onHost);
            Assert.Contains(" and NCCL 2.", ranks.Name, StringComparison.Ordinal);
            var result = (floats.mean().item<float>(), doubles[0].item<double>(), onHost[0].item<float>());
            ranks.EndInOrder();
            return result;
        });

        var all = count * (count + 1) / 2;
        Assert.All(sums, sum => Assert.Equal((8f * all, all - (0.5 * count), all), sum));
    }

    [Fact]
    public void A_setting_of_the_CPU_is_the_CPU_on_every_rank()
    {
        using var ranks = new ScriptedRanks(4, (_, mine) => mine, rank: 3);

        Assert.Equal(TorchSharp.DeviceType.CPU, RankDevice.Resolve("cpu", ranks).type);
        Assert.Equal("", RankDevice.IdentityOf(CPU));
    }

    [CudaFact]
    public void Each_rank_of_a_machine_has_the_gpu_of_its_number()
    {
        var count = cuda.device_count();
        using var ranks = new ScriptedRanks(count, (_, mine) => mine, rank: count - 1);

        Assert.Equal(count - 1, RankDevice.Resolve("auto", ranks).index);
        Assert.Equal(count, Enumerable.Range(0, count).Select(index => RankDevice.IdentityOf(device($"cuda:{index}"))).Distinct().Count());
    }
}
