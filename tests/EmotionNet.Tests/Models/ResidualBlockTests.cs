using EmotionNet.Models;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Models;

public sealed class ResidualBlockTests
{
    // TorchSharp 0.107 does not keep a number that becomes a Scalar alive while libtorch reads it.
    [Fact]
    public void Collecting_garbage_meanwhile_changes_no_number()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var block = new ResidualBlock(32, 32, dropProbability: 0);
        block.train(); // for scoring, each call computes the folded kernels anew, with numbers that TorchSharp itself does not keep
        nn.init.constant_(block.get_parameter("normalization2.weight")!, 1);
        var faces = randn(16, 32, 24, 24);
        var expected = block.call(faces);
        var isDone = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref isDone))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();

        try
        {
            for (var repeat = 0; repeat < 200; repeat++)
            {
                using var output = block.call(faces);
                Assert.True(output.eq(expected).all().item<bool>());
            }
        }
        finally
        {
            Volatile.Write(ref isDone, true);
            collector.Join();
        }
    }
}
