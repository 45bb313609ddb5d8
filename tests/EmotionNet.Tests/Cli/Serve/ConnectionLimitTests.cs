using EmotionNet.Cli.Serve;

namespace EmotionNet.Tests.Cli.Serve;

[Collection(TorchFreeTests.Name)]
public sealed class ConnectionLimitTests
{
    [Theory]
    [InlineData("Max open files            20000                20000                files", 16_384)]
    [InlineData("Max open files            4096                 20000                files", 3_584)]
    [InlineData("Max open files            256                  256                  files", 128)]
    [InlineData("Max open files            unlimited            unlimited            files", 16_384)]
    [InlineData("Max processes             1                    1                    processes", 1024)]
    public void The_server_holds_fewer_connections_than_it_may_open_files(string limits, int expected) => Assert.Equal(expected, ConnectionLimit.Of([limits]));
}
