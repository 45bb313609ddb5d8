using System.Diagnostics;
using System.Runtime.InteropServices;
using EmotionNet.Runtime;

namespace EmotionNet.Tests.Runtime;

public sealed class NativeLibrariesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("runtimes/linux-{0}/native")]
    public void The_libraries_are_found_beside_the_program_and_where_a_build_for_all_platforms_keeps_them(string layout)
    {
        var directory = string.Format(null, layout, RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
        _folder.Write(Path.Combine(directory, NativeLibraries.BridgeFile), "");

        var found = NativeLibraries.Find(NativeLibraries.BridgeFile, NativeLibraries.WithRuntimes(["/nowhere", _folder.Path]));

        Assert.Equal(Path.Combine(_folder.Path, directory), Path.TrimEndingDirectorySeparator(found!));
    }

    [Fact]
    public void A_library_of_another_platform_is_not_found()
    {
        _folder.Write($"runtimes/linux-other/native/{NativeLibraries.BridgeFile}", "");

        Assert.Null(NativeLibraries.Find(NativeLibraries.BridgeFile, NativeLibraries.WithRuntimes([_folder.Path])));
    }

    [Fact]
    public void A_libtorch_that_does_not_fit_is_named_with_a_fix()
    {
        var bridge = _folder.Write(NativeLibraries.BridgeFile, "not a library");

        var error = Assert.Throws<UserInputException>(() => NativeLibraries.LoadBridge(bridge, "/opt/torch/lib"));

        Assert.StartsWith("/opt/torch/lib: the libtorch there does not fit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_changes_nothing_in_the_programs_directory()
    {
        var managed = File.ResolveLinkTarget(typeof(TorchSharp.torch).Assembly.Location, returnFinalTarget: true)?.FullName;
        var unprepared = Path.GetFullPath($"{managed}/../../../runtimes/linux-x64/native/{NativeLibraries.BridgeFile}");
        if (!File.Exists(unprepared))
        {
            return; // only a build on Linux links to the packages
        }

        foreach (var file in new DirectoryInfo(AppContext.BaseDirectory).EnumerateFiles())
        {
            var path = _folder.File(file.Name);
            if (file.Name.Contains(".so", StringComparison.Ordinal))
            {
                File.CreateSymbolicLink(path, file.Name == NativeLibraries.BridgeFile ? unprepared : file.FullName);
            }
            else
            {
                file.CopyTo(path);
            }
        }

        var before = Listing();
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", _folder.File("emotionnet.dll"), "model"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(before, Listing());
        Assert.True(
            process.ExitCode == 0 || errors.Contains("it requires a newer libstdc++ than this system has; build again", StringComparison.Ordinal), errors);
    }

    [Fact]
    public void Libtorch_loads_on_this_machine() => Assert.Equal(2f, TorchSharp.torch.ones(2).sum().item<float>());

    private string[] Listing() => new DirectoryInfo(_folder.Path).EnumerateFiles("*", SearchOption.AllDirectories)
        .Select(file => $"{file.FullName} {file.LinkTarget} {file.Length} {file.LastWriteTimeUtc:O}").Order(StringComparer.Ordinal).ToArray();
}
