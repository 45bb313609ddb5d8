using System.Runtime.InteropServices;
using EmotionNet.Files;
using EmotionNet.Tests.Data;

namespace EmotionNet.Tests.Files;

[Collection(TorchFreeTests.Name)]
public sealed partial class PipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static bool IsLinux => OperatingSystem.IsLinux();

    public void Dispose() => _folder.Dispose();

    // Opening one would wait for a writer for ever.
    [Fact(Skip = "named pipes are made by Linux's mkfifo", SkipUnless = nameof(IsLinux))]
    public async Task A_named_pipe_in_the_place_of_a_data_file_is_refused_at_once()
    {
        Assert.Equal(0, MakePipe(_folder.File("fer2013.csv"), 0x180));
        File.CreateSymbolicLink(_folder.File("link.csv"), _folder.File("fer2013.csv"));

        foreach (var name in new[] { "fer2013.csv", "link.csv" })
        {
            var cancellation = TestContext.Current.CancellationToken;
            var error = await Task.Run(() => SmallData.ErrorOf(() => InputFiles.Open(_folder.File(name))), cancellation)
                .WaitAsync(TimeSpan.FromSeconds(60), cancellation);

            Assert.Contains("not a regular file", error.Message, StringComparison.Ordinal);
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
