using System.Runtime.InteropServices;

namespace EmotionNet.Distributed;

/// <summary>A loaded NCCL. Its C interface has been stable since 2.0 (<c>nccl.h</c>, docs.nvidia.com/deeplearning/nccl).</summary>
internal sealed unsafe class NcclLibrary
{
    /// <summary>The environment variable that names an NCCL library, or with <c>none</c> that there is none.</summary>
    public const string Variable = "EMOTIONNET_NCCL";

    private const string Nothing = "none";

    private readonly nint _handle;

    private NcclLibrary(nint handle) => _handle = handle;

    /// <summary>The library that the user names, that libtorch has loaded, or that the system has; null without one.</summary>
    /// <exception cref="UserInputException">The one that the user names cannot be loaded.</exception>
    public static NcclLibrary? Find() => Find(Environment.GetEnvironmentVariable(Variable));

    /// <summary>As <see cref="Find()"/>, with a value of the variable.</summary>
    /// <param name="named">A path, <c>none</c>, or null.</param>
    internal static NcclLibrary? Find(string? named)
    {
        if (named == Nothing)
        {
            return null;
        }

        // Loaded already where libtorch needs it; a libtorch that NCCL is linked into may show its functions.
        var candidates = string.IsNullOrEmpty(named) ? (string[])["libnccl.so.2", "libtorch_cuda.so"] : [named];
        foreach (var file in candidates)
        {
            if (NativeLibrary.TryLoad(file, out var handle) && NativeLibrary.TryGetExport(handle, "ncclAllReduce", out _))
            {
                return new(handle);
            }
        }

        return string.IsNullOrEmpty(named)
            ? null
            : throw new UserInputException(
                $"{Variable} names no NCCL library that can be loaded", $"give the path of a libnccl.so.2, or {Nothing} to sum through host memory", named);
    }

    /// <summary>The address of a function.</summary>
    public nint Export(string name) => NativeLibrary.GetExport(_handle, name);

    /// <summary>The version: <c>2.27.3</c>.</summary>
    public string Version()
    {
        int version; // 22703
        Check(((delegate* unmanaged<int*, int>)Export("ncclGetVersion"))(&version));
        return $"{version / 10000}.{version / 100 % 100}.{version % 100}";
    }

    /// <summary>Turns an error code into an exception.</summary>
    /// <exception cref="UserInputException">The code is one of an error.</exception>
    public void Check(int code)
    {
        if (code != 0)
        {
            var text = Marshal.PtrToStringUTF8(((delegate* unmanaged<int, nint>)Export("ncclGetErrorString"))(code));
            throw new UserInputException(
                $"NCCL cannot connect the GPUs of the ranks or sum over them ({text})",
                $"see what it says with NCCL_DEBUG=INFO, or sum through host memory with {Variable}={Nothing}");
        }
    }
}
