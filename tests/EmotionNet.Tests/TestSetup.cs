using System.Runtime.CompilerServices;
using EmotionNet.Numerics;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace EmotionNet.Tests;

internal static class TestSetup
{
    [ModuleInitializer]
    internal static void Initialize() => TorchRuntime.Initialize();
}
