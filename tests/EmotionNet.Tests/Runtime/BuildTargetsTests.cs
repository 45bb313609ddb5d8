using System.Diagnostics;
using EmotionNet.Build;

namespace EmotionNet.Tests.Runtime;

/// <summary>What build/EmotionNet.targets does to the files that a project gets from TorchSharp's package.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class BuildTargetsTests : IDisposable
{
    private const string Library = "libLibTorchSharp.so";
    private const string Version = "GLIBCXX_3.4.32";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SdkFact]
    public void Both_layouts_get_a_copy_that_older_systems_can_load_and_the_package_keeps_its_file()
    {
        var package = Write("package", ElfLibrary.Requiring(Version));

        var (status, output) = Build(package);

        Assert.True(status == 0, output);
        foreach (var item in (string[])["NativeCopyLocalItems", "RuntimeTargetsCopyLocalItems"])
        {
            var file = FileOf(item, output);
            Assert.NotEqual(package, file);
            Assert.False(ElfSymbolVersion.Weaken(File.ReadAllBytes(file), Version));
            Assert.Contains($"{item} other.so", output, StringComparison.Ordinal);
            Assert.Contains($"{item} goes to kept/", output, StringComparison.Ordinal);
        }

        Assert.Contains("libtorch_cpu.so", output, StringComparison.Ordinal);
        Assert.Equal(ElfLibrary.Requiring(Version), File.ReadAllBytes(package));
    }

    [SdkFact]
    public void A_project_with_a_libtorch_of_its_own_leaves_out_the_one_for_cpus()
    {
        var package = Write("package", ElfLibrary.Requiring(Version));

        var output = Build(package, "-p:TorchBackend=none").Output;

        Assert.DoesNotContain("libtorch_cpu.so", output, StringComparison.Ordinal);
        Assert.Contains("RuntimeTargetsCopyLocalItems other.so", output, StringComparison.Ordinal);
    }

    [SdkFact]
    public void A_second_build_leaves_the_copy_and_a_changed_package_replaces_it()
    {
        var package = Write("package", ElfLibrary.Requiring(Version));
        var copy = FileOf("NativeCopyLocalItems", Build(package).Output);
        var written = File.GetLastWriteTimeUtc(copy);

        Build(package);
        Assert.Equal(written, File.GetLastWriteTimeUtc(copy));

        File.WriteAllBytes(package, ElfLibrary.Requiring("GLIBCXX_3.4.30"));
        File.SetLastWriteTimeUtc(package, DateTime.UtcNow.AddMinutes(1));
        Build(package);
        Assert.Equal(File.ReadAllBytes(package), File.ReadAllBytes(copy));
    }

    [SdkFact]
    public void A_file_that_is_not_the_expected_library_ends_the_build_with_a_sentence()
    {
        var package = Write("package", "version https://git-lfs.github.com/spec/v1, not the library"u8.ToArray());

        var (status, output) = Build(package);

        Assert.NotEqual(0, status);
        Assert.Contains(
            $"error EMOTIONNET1: Cannot mark {Version} as weak in {package}: not a 64-bit little-endian ELF library.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_library_that_was_built_loads_with_an_older_libstdcxx()
    {
        var built = Path.Combine(AppContext.BaseDirectory, Library);

        Assert.False(File.Exists(built) && ElfSymbolVersion.Weaken(File.ReadAllBytes(built), Version));
    }

    private static string FileOf(string item, string output) =>
        output.Split('\n').Select(line => line.Trim())
            .Single(line => line.StartsWith(item, StringComparison.Ordinal) && line.EndsWith(Library, StringComparison.Ordinal))[(item.Length + 1)..];

    private string Write(string directory, byte[] content)
    {
        var path = _folder.Write(Path.Combine(directory, Library), "");
        File.WriteAllBytes(path, content);
        return path;
    }

    // The targets as a project has them, with a stand-in for the SDK's target that resolves the packages' files.
    private (int Status, string Output) Build(string package, params string[] properties)
    {
        static string Items(string item, string package) => $"""
            <{item} Include="other.so" />
            <{item} Include="libtorch_cpu.so" NuGetPackageId="libtorch-cpu-linux-x64" />
            <{item} Include="{package}" NuGetPackageId="TorchSharp" NuGetPackageVersion="1.0" PathInPackage="{item}/{Library}" DestinationSubDirectory="kept/" />
            """;
        var project = _folder.Write("project.proj", $"""
            <Project DefaultTargets="Show">
              <PropertyGroup><IntermediateOutputPath>obj/</IntermediateOutputPath></PropertyGroup>
              <Target Name="ResolvePackageAssets">
                <ItemGroup>{Items("NativeCopyLocalItems", package)}{Items("RuntimeTargetsCopyLocalItems", package)}</ItemGroup>
              </Target>
              <Target Name="Show" DependsOnTargets="ResolvePackageAssets">
                <Message Importance="high" Text="NativeCopyLocalItems %(NativeCopyLocalItems.Identity)" />
                <Message Importance="high" Text="RuntimeTargetsCopyLocalItems %(RuntimeTargetsCopyLocalItems.Identity)" />
                <Message Importance="high" Text="NativeCopyLocalItems goes to %(NativeCopyLocalItems.DestinationSubDirectory)" />
                <Message Importance="high" Text="RuntimeTargetsCopyLocalItems goes to %(RuntimeTargetsCopyLocalItems.DestinationSubDirectory)" />
              </Target>
              <Import Project="{Path.Combine(AppContext.BaseDirectory, "build", "EmotionNet.targets")}" />
            </Project>
            """);
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", "-nodeReuse:false", .. properties])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
