using BenchmarkDotNet.Running;
using EmotionNet.Numerics;

TorchRuntime.Initialize();
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
