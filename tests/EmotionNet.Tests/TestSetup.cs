using System.Runtime.CompilerServices;
using EmotionNet.Runtime;

[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace EmotionNet.Tests;

internal static class TestSetup
{
    [ModuleInitializer]
    internal static void Initialize()
    {
        KeepNullReferencesCatchable();
        KeepTemporaryFilesInMemory();
        ThreadPool.SetMinThreads(32, 32); // tests that wait for programs hold threads, and the pool adds but one or two a second
        TorchRuntime.Initialize();
        TorchSharp.torch.set_num_threads(1); // the tests' tensors are too small to share, and other processes use the cores as well
    }

    // Each file that is written atomically waits for the disk twice: a whole run of the tests writes thousands. Programs that they start follow.
    private static void KeepTemporaryFilesInMemory()
    {
        const string Memory = "/dev/shm", Mounts = "/proc/self/mounts";
        if (Environment.GetEnvironmentVariable("TMPDIR") is null && File.Exists(Mounts)
            && File.ReadLines(Mounts).LastOrDefault(line => line.Contains($" {Memory} tmpfs ", StringComparison.Ordinal)) is { } options
            && !options.Contains("noexec", StringComparison.Ordinal) && new DriveInfo(Memory).AvailableFreeSpace > 4L << 30)
        {
            Environment.SetEnvironmentVariable("TMPDIR", Memory);
        }
    }

    // Once oneDNN has used AMX, a signal's frame holds 8 KiB more, which .NET 10's stack for signal handlers has no room for: a null reference,
    // such as ImageSharp's at a damaged image, then ends the process. Without AMX the tests of such files can run after those of the network.
    private static void KeepNullReferencesCatchable()
    {
        if (OperatingSystem.IsLinux())
        {
            CEnvironment.Set("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16", overwrite: false);
        }
    }
}
