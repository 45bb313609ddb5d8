using EmotionNet.Distributed;

namespace EmotionNet.Tests.Distributed;

public sealed class ProcessorSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0-3,8", new[] { 0, 1, 2, 3, 8 })]
    [InlineData("5", new[] { 5 })]
    [InlineData("", new int[0])]
    public void Numbers_and_ranges_are_read_as_Linux_writes_them(string list, int[] numbers) =>
        Assert.Equal(numbers, new ProcessorSet(list).Numbers());

    [Theory]
    [InlineData("0-3", 2)]
    [InlineData("0,2", 1)] // what Open MPI binds a rank to: both threads of a core
    [InlineData("0,1", 2)]
    public void Two_hardware_threads_of_a_core_are_one_core(string list, int cores)
    {
        foreach (var number in Enumerable.Range(0, 4))
        {
            File.WriteAllText(_folder.File($"{number}"), number % 2 == 0 ? "0,2\n" : "1,3\n");
        }

        Assert.Equal(cores, new ProcessorSet(list).CountCores(number => _folder.File($"{number}")));
    }

    [Fact]
    public void Without_a_file_each_processor_is_a_core() => Assert.Equal(4, new ProcessorSet("0-3").CountCores(number => _folder.File($"{number}")));

    [Fact]
    public void A_process_that_has_ended_has_none() => Assert.Null(ProcessorSet.OfProcess("0"));
}
