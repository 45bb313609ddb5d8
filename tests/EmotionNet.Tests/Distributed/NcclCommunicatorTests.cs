using System.Diagnostics;
using EmotionNet.Distributed;
using EmotionNet.Tests.Architecture;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Distributed;

/// <summary>That NCCL's C interface is called as <c>nccl.h</c> has it, on a library of the same functions that sums in the memory of the host.</summary>
public sealed class NcclCommunicatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static bool HasCompiler => SourceTree.IsThere && File.Exists("/usr/bin/cc");

    public void Dispose() => _folder.Dispose();

    [Fact(Skip = "there is no /usr/bin/cc, or no source tree", SkipUnless = nameof(HasCompiler))]
    public void The_id_of_rank_0_connects_all_and_sums_are_those_of_all()
    {
        var library = NcclLibrary.Find(Compile())!;

        var sums = ThreadRanks.Run(2, hosts =>
        {
            using var nccl = new NcclCommunicator(library, hosts);
            using var floats = full(1000, hosts.Rank + 1f);
            using var doubles = tensor(new[] { 0.5, hosts.Rank });
            nccl.Sum(floats);
            nccl.Sum(doubles);
            nccl.EndInOrder();
            return (nccl.Version, floats.min().item<float>(), floats.max().item<float>(), doubles[0].item<double>(), doubles[1].item<double>());
        });

        Assert.All(sums, sum => Assert.Equal(("2.27.3", 3f, 3f, 1.0, 1.0), sum));
    }

    [Fact(Skip = "there is no /usr/bin/cc, or no source tree", SkipUnless = nameof(HasCompiler))]
    public void What_NCCL_refuses_is_told_in_its_words()
    {
        var library = NcclLibrary.Find(Compile())!;
        using var three = new ScriptedRanks(3, (_, mine) => mine);

        var failure = Assert.Throws<UserInputException>(() => new NcclCommunicator(library, three));

        Assert.Equal(
            "NCCL cannot connect the GPUs of the ranks or sum over them (invalid usage); see what it says with NCCL_DEBUG=INFO, or sum through host memory "
                + "with EMOTIONNET_NCCL=none.",
            failure.Message);
    }

    [Fact]
    public void A_library_that_is_not_there_is_named() => Assert.Equal(
        "/nowhere/libnccl.so.2: EMOTIONNET_NCCL names no NCCL library that can be loaded; give the path of a libnccl.so.2, or none to sum through host memory.",
        Assert.Throws<UserInputException>(() => NcclLibrary.Find("/nowhere/libnccl.so.2")).Message);

    [Fact]
    public void None_is_no_library() => Assert.Null(NcclLibrary.Find("none"));

    private string Compile()
    {
        var library = _folder.File("libnccl.so.2");
        using var compiler = Process.Start(
            "/usr/bin/cc", ["-shared", "-fPIC", "-o", library, SourceTree.PathOf("tests/EmotionNet.Tests/Distributed/fake_nccl.c"), "-lpthread"]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return library;
    }
}
