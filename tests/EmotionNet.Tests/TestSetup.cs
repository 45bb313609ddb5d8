using System.Runtime.CompilerServices;
using EmotionNet.Runtime;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace EmotionNet.Tests;

internal static class TestSetup
{
    [ModuleInitializer]
    internal static void Initialize()
    {
        TorchRuntime.Initialize();
        TorchSharp.torch.set_num_threads(1); // the tests' tensors are too small to share, and other processes use the cores as well
    }
}
