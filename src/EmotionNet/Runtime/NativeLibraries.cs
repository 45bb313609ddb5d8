using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Runtime.Versioning;

namespace EmotionNet.Runtime;

/// <summary>
/// Makes TorchSharp's native libraries loadable: mends the version requirement that keeps <c>libLibTorchSharp.so</c> from loading
/// where libstdc++ is older than GCC 13's, and loads libtorch from an existing PyTorch where the user says so.
/// </summary>
internal static class NativeLibraries
{
    /// <summary>The environment variable that names a folder with libtorch, such as PyTorch's <c>torch/lib</c>.</summary>
    public const string LibtorchVariable = "EMOTIONNET_LIBTORCH";

    // What TorchSharp 0.107.0 was compiled against.
    private const string LibtorchVersion = "2.10";

    private const string BridgeFile = "libLibTorchSharp.so";

    // Asked for by the library and used by no relocation: the only name of that version in its symbol table.
    private const string UnusedVersion = "GLIBCXX_3.4.32";
    private const string UnusedSymbol = "_ZSt21ios_base_library_init";

    /// <summary>Prepares this process; must come before the first use of TorchSharp.</summary>
    /// <exception cref="UserInputException">There is no libtorch, the folder of <see cref="LibtorchVariable"/> is not usable, or its libtorch does not fit.</exception>
    public static void Prepare()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var folder = Environment.GetEnvironmentVariable(LibtorchVariable);
        if (!string.IsNullOrEmpty(folder))
        {
            LoadLibtorchFrom(folder);
        }
        else if (!CarriesLibtorch)
        {
            throw new UserInputException(
                "this build carries no libtorch",
                $"name the torch/lib folder of a PyTorch {LibtorchVersion} in {LibtorchVariable}, or build without -p:TorchBackend=none");
        }

        var bridge = Path.Combine(AppContext.BaseDirectory, BridgeFile);
        var usable = RuntimeInformation.ProcessArchitecture != Architecture.X64 || StandardLibraryIsNewEnough()
            ? bridge
            : Fix(bridge, CacheFolder);
        var library = LoadBridge(usable, folder);
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == "LibTorchSharp" ? library : 0;
    }

    private static bool CarriesLibtorch => File.Exists(Path.Combine(AppContext.BaseDirectory, "libtorch_cpu.so"));

    /// <summary>Marks the requirement weak, in place where the folder can be written, else in a copy under <paramref name="fallbackFolder"/>.</summary>
    /// <returns>The path of a library without the strong requirement.</returns>
    internal static string Fix(string path, Func<string> fallbackFolder)
    {
        var image = File.ReadAllBytes(path);
        if (!ElfVersionRequirement.MarkWeak(image, UnusedVersion))
        {
            return path;
        }

        try
        {
            Replace(path, image);
            return path;
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            var copy = Path.Combine(fallbackFolder(), BridgeFile);
            Replace(copy, image);
            return copy;
        }
    }

    // The user's own and closed to others: whoever could write there could have code of theirs loaded.
    [UnsupportedOSPlatform("windows")]
    private static string CacheFolder()
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return home.Length > 0
            ? Directory.CreateDirectory(Path.Combine(home, "emotionnet"), OwnerOnly).FullName
            : Directory.CreateTempSubdirectory("emotionnet-").FullName;
    }

    // By rename: a link into the NuGet cache is replaced and not followed, and a process that has the file open keeps the old one.
    private static void Replace(string path, byte[] image)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(temporary, image);
        File.Move(temporary, path, overwrite: true);
    }

    private static bool StandardLibraryIsNewEnough() =>
        NativeLibrary.TryLoad("libstdc++.so.6", out var library) && NativeLibrary.TryGetExport(library, UnusedSymbol, out _);

    // Here and not by TorchSharp, which would answer with a page about packages where one symbol is missing.
    internal static nint LoadBridge(string path, string? libtorchFolder)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException failure) when (!string.IsNullOrEmpty(libtorchFolder))
        {
            var reason = failure.Message.Split('\n').FirstOrDefault(
                line => line.Contains("undefined symbol", StringComparison.Ordinal) || line.Contains("version", StringComparison.Ordinal)) ?? failure.Message;
            throw new UserInputException(
                $"the libtorch there does not fit ({reason.Trim()})",
                $"name the torch/lib folder of a PyTorch {LibtorchVersion} in {LibtorchVariable}",
                libtorchFolder);
        }
    }

    private static void LoadLibtorchFrom(string folder)
    {
        if (CarriesLibtorch)
        {
            throw new UserInputException(
                $"{LibtorchVariable} is set, but this build carries its own libtorch",
                "build with -p:TorchBackend=none, or unset the variable");
        }

        // In the order of their needs; a CPU-only PyTorch lacks the CUDA ones.
        foreach (var name in (string[])["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"])
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                NativeLibrary.Load(path);
            }
            else if (!name.Contains("cuda", StringComparison.Ordinal))
            {
                throw new UserInputException(
                    $"{LibtorchVariable} names a folder without {name}",
                    "name the torch/lib folder of a PyTorch installation",
                    folder);
            }
        }
    }
}
