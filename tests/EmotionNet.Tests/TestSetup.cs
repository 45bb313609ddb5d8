using System.Runtime.CompilerServices;
using EmotionNet.Runtime;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]

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
