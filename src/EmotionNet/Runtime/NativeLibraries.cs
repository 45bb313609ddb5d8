using System.Runtime.InteropServices;

namespace EmotionNet.Runtime;

/// <summary>
/// Finds TorchSharp's native library and libtorch beside the program, in <c>runtimes/&lt;rid&gt;/native</c> or, where the user says so, in
/// an existing PyTorch. Loads them and writes nothing: the build has made them loadable (build/EmotionNet.targets).
/// </summary>
internal static class NativeLibraries
{
    /// <summary>The environment variable that names a directory with libtorch, such as PyTorch's <c>torch/lib</c>.</summary>
    public const string LibtorchVariable = "EMOTIONNET_LIBTORCH";

    /// <summary>TorchSharp's own native library, which calls libtorch.</summary>
    public const string BridgeFile = "libLibTorchSharp.so";

    // What TorchSharp 0.107.0 was compiled against.
    private const string LibtorchVersion = "2.10";

    private const string LibtorchFile = "libtorch_cpu.so";

    private static readonly Lazy<nint> Bridge = new(Load);

    private static string Platform => $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>Whether <see cref="Prepare"/> has run.</summary>
    public static bool ArePrepared => Bridge.IsValueCreated;

    /// <summary>Loads the libraries, once a process; must come before the first use of TorchSharp.</summary>
    /// <exception cref="UserInputException">There is no libtorch, the directory of <see cref="LibtorchVariable"/> is not usable, or a library does not fit this system.</exception>
    /// <returns>The handle of <see cref="BridgeFile"/>; 0 where the runtime finds it without help.</returns>
    public static nint Prepare() => Bridge.Value;

    /// <summary>Where the numbers of a tensor begin, in the memory of its device. TorchSharp 0.107 gives the address of CPU memory alone.</summary>
    public static unsafe nint AddressOf(TorchSharp.torch.Tensor tensor) =>
        ((delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(Prepare(), "THSTensor_data"))(tensor.Handle);

    /// <summary>The first directory that holds the file, or null.</summary>
    internal static string? Find(string file, IEnumerable<string> directories) =>
        directories.FirstOrDefault(directory => File.Exists(Path.Combine(directory, file)));

    /// <summary>Each directory, and where a build for all platforms keeps the native libraries of this one below it.</summary>
    internal static IEnumerable<string> WithRuntimes(IEnumerable<string> directories) =>
        directories.SelectMany(directory => (string[])[directory, Path.Combine(directory, "runtimes", Platform, "native")]);

    // Here and not by TorchSharp, which would answer with a page about packages where one symbol is missing.
    internal static nint LoadBridge(string path, string? libtorchDirectory)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException failure) when (failure.Message.Contains("GLIBCXX_", StringComparison.Ordinal))
        {
            throw new UserInputException(
                "it requires a newer libstdc++ than this system has",
                "build again with the targets of the EmotionNet package, which drop that requirement from the copy that they put there",
                path,
                inner: failure);
        }
        catch (DllNotFoundException failure) when (!string.IsNullOrEmpty(libtorchDirectory))
        {
            var reason = failure.Message.Split('\n').FirstOrDefault(
                line => line.Contains("undefined symbol", StringComparison.Ordinal) || line.Contains("version", StringComparison.Ordinal)) ?? failure.Message;
            throw new UserInputException(
                $"the libtorch there does not fit ({reason.Trim()})",
                $"name the torch/lib directory of a PyTorch {LibtorchVersion} in {LibtorchVariable}",
                libtorchDirectory);
        }
        catch (DllNotFoundException)
        {
            return LoadOrExplain(path);
        }
    }

    // A system that is too old, or without libstdc++ or libgomp, is the user's to change and not a bug.
    private static nint LoadOrExplain(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException failure)
        {
            var reason = failure.Message.Split('\n').FirstOrDefault(line => line.Contains(".so", StringComparison.Ordinal)) ?? failure.Message;
            throw new UserInputException(
                $"this native library cannot be loaded ({reason.Trim()})", "install what it names, or run on Linux x64 with glibc", path, inner: failure);
        }
    }

    private static nint Load()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        string[] directories = [.. WithRuntimes(ProgramDirectories())];
        var bridge = Find(BridgeFile, directories) ?? throw new UserInputException(
            $"{BridgeFile} for {Platform} is not among the program's files",
            "build the program again for linux-x64, the only Linux platform of TorchSharp",
            AppContext.BaseDirectory);
        var carried = Find(LibtorchFile, directories);
        var given = Environment.GetEnvironmentVariable(LibtorchVariable);
        if (!string.IsNullOrEmpty(given))
        {
            if (carried is not null)
            {
                throw new UserInputException(
                    $"{LibtorchVariable} is set, but this build carries its own libtorch",
                    "build with -p:TorchBackend=none, or unset the variable");
            }

            LoadLibtorch(given, $"{LibtorchVariable} names a directory");
        }
        else if (carried is null)
        {
            throw new UserInputException(
                "this build carries no libtorch",
                $"name the torch/lib directory of a PyTorch {LibtorchVersion} in {LibtorchVariable}, or build without -p:TorchBackend=none");
        }
        else if (carried != bridge)
        {
            LoadLibtorch(carried, "the program has a directory of native libraries"); // else the library finds it beside itself
        }

        return LoadBridge(Path.Combine(bridge, BridgeFile), given);
    }

    // What the host has read from the program's .deps.json comes first; a plug-in has its files beside its own assemblies.
    private static IEnumerable<string> ProgramDirectories()
    {
        var ofHost = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var ofAssembly = Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location); // none in a single-file program
        return ofHost.Append(AppContext.BaseDirectory).Concat(string.IsNullOrEmpty(ofAssembly) ? [] : [ofAssembly]);
    }

    private static void LoadLibtorch(string directory, string origin)
    {
        // As PyTorch begins: this one needs nothing but CUDA's libraries, and finds them among Python's packages.
        _ = NativeLibrary.TryLoad(Path.Combine(directory, "libtorch_global_deps.so"), out _);

        // In the order of their needs; a CPU-only PyTorch lacks the CUDA ones.
        foreach (var name in (string[])["libc10.so", LibtorchFile, "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"])
        {
            var path = Path.Combine(directory, name);
            if (File.Exists(path))
            {
                LoadOrExplain(path);
            }
            else if (!name.Contains("cuda", StringComparison.Ordinal))
            {
                throw new UserInputException(
                    $"{origin} without {name}",
                    $"name the torch/lib directory of a PyTorch {LibtorchVersion} in {LibtorchVariable}, or build the program again",
                    directory);
            }
        }
    }
}
