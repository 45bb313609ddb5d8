using System.Runtime.InteropServices;

namespace EmotionNet.Runtime;

/// <summary>
/// Whether cuDNN times its algorithms for each new shape of a convolution and keeps the fastest: <c>torch.backends.cudnn.benchmark</c> of PyTorch, which
/// TorchSharp 0.107 does not have. It has no effect on a CPU.
/// </summary>
internal static unsafe class ConvolutionTuning
{
    // By soname: the library that is loaded already. Elsewhere than on Linux the functions have other names, and cuDNN chooses by its heuristics.
    private const string Libtorch = "libtorch_cpu.so";

    private static readonly nint Context = Call("_ZN2at13globalContextEv");
    private static readonly nint Getter = Find("_ZNK2at7Context14benchmarkCuDNNEv");
    private static readonly nint Setter = Find("_ZN2at7Context17setBenchmarkCuDNNEb");

    /// <summary>The setting, for all threads; always false where this libtorch does not export it.</summary>
    public static bool IsOn
    {
        get => Context != 0 && Getter != 0 && ((delegate* unmanaged<nint, byte>)Getter)(Context) != 0;
        set
        {
            if (Context != 0 && Setter != 0)
            {
                ((delegate* unmanaged<nint, byte, void>)Setter)(Context, value ? (byte)1 : (byte)0);
            }
        }
    }

    /// <summary>Sets it until the result is disposed.</summary>
    /// <param name="value">Whether cuDNN searches.</param>
    public static IDisposable Use(bool value)
    {
        var before = IsOn;
        IsOn = value;
        return new Restoration(before);
    }

    private static nint Find(string function)
    {
        TorchRuntime.Initialize();
        return OperatingSystem.IsLinux() && NativeLibrary.TryLoad(Libtorch, out var library) && NativeLibrary.TryGetExport(library, function, out var address)
            ? address
            : 0;
    }

    private static nint Call(string function) => Find(function) is var address and not 0 ? ((delegate* unmanaged<nint>)address)() : 0;

    private sealed class Restoration(bool value) : IDisposable
    {
        public void Dispose() => IsOn = value;
    }
}
