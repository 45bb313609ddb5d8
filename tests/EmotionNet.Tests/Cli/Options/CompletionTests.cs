using System.Diagnostics;

namespace EmotionNet.Tests.Cli.Options;

/// <summary>What the program offers to a shell, and the scripts in the shells that are installed here.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class CompletionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("emotionnet-").FullName;

    public CompletionTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data", "fer2013"));
        File.WriteAllText(Path.Combine(_folder, "data", "fer2013.csv"), "");
        File.WriteAllText(Path.Combine(_folder, "a.safetensors"), "");
        File.WriteAllText(Path.Combine(_folder, ".hidden"), "");
    }

    public static bool HasBash => IsInstalled("bash");

    public static bool HasZsh => IsInstalled("zsh");

    public static bool HasFish => IsInstalled("fish");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("emotionnet --mod", "--mode --model-type")]
    [InlineData("emotionnet --mode ", "default ferplus quick")]
    [InlineData("emotionnet --mode q", "quick")]
    [InlineData("emotionnet --mode=", "--mode=default --mode=ferplus --mode=quick")]
    [InlineData("emotionnet --zzz=", "")]
    [InlineData("/usr/local/bin/emotionnet --device ", "auto cpu cuda")]
    [InlineData("emotionnet --stochastic-depth ", "false true")]
    [InlineData("emotionnet --stochastic-depth --mix", "--mixup-alpha")]
    [InlineData("emotionnet --epochs ", "")]
    [InlineData("emotionnet --epochs x --mod", "--mode --model-type")]
    [InlineData("emotionnet comp", "compare completion")]
    [InlineData("emotionnet do", "")]
    [InlineData("emotionnet data p", "preview")]
    [InlineData("emotionnet completion ", "--help -h bash fish pwsh zsh")]
    [InlineData("emotionnet evaluate --sp", "--split")]
    [InlineData("emotionnet evaluate --split t", "test train")]
    [InlineData("emotionnet evaluate --checkpoint ", "a.safetensors data/")]
    [InlineData("emotionnet --data-dir d", "data/")]
    [InlineData("emotionnet --data-dir data/f", "data/fer2013.csv data/fer2013/")]
    [InlineData("emotionnet --data-dir=data/f", "--data-dir=data/fer2013.csv --data-dir=data/fer2013/")]
    [InlineData("emotionnet --ferplus-dir data/", "data/fer2013/")]
    [InlineData("emotionnet --teacher a.safetensors,a", "a.safetensors,a.safetensors")]
    [InlineData("emotionnet --config-file .", ".hidden")]
    [InlineData("emotionnet --data-dir nowhere/", "")]
    public void The_program_offers_what_may_follow(string line, string expected)
    {
        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(_folder, $"[suggest:{line.Length}]", $"{line} --ignored");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(expected, string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
    }

    [Theory]
    [InlineData("bash", "complete ")]
    [InlineData("zsh", "compdef ")]
    [InlineData("fish", "complete -c emotionnet")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public void A_script_is_printed_for_each_shell(string shell, string registration)
    {
        var (exitCode, output, errors) = EmotionNetProcess.RunWithoutTorch(_folder, "completion", shell);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains(registration, output, StringComparison.Ordinal);
        Assert.Contains($"emotionnet completion {shell}", output.Split('\n')[0] + output.Split('\n')[1], StringComparison.Ordinal);
    }

    [Theory(Skip = "bash is not installed", SkipType = typeof(CompletionTests), SkipUnless = nameof(HasBash))]
    [InlineData("emotionnet --mode ", "default ferplus quick")]
    [InlineData("emotionnet --mode=q", "quick")]
    [InlineData("emotionnet --data-dir data/f", "data/fer2013.csv data/fer2013/")]
    [InlineData("emotionnet evaluate --sp", "--split")]
    [InlineData("./emotionnet --device c", "cpu cuda")]
    public void Bash_completes_with_the_script(string line, string expected)
    {
        const string Complete = """
            source <(emotionnet completion bash)
            COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
            "$(complete -p emotionnet | sed 's/.*-F \([^ ]*\).*/\1/')" "${1%% *}"
            echo "${COMPREPLY[*]}"
            """;

        Assert.Equal(expected, InShell("bash", "-c", Complete, "bash", line));
    }

    [Theory(Skip = "zsh is not installed", SkipType = typeof(CompletionTests), SkipUnless = nameof(HasZsh))]
    [InlineData("emotionnet --mode ", "default ferplus quick")]
    [InlineData("emotionnet --data-dir data/f", "data/fer2013.csv data/fer2013/")]
    public void Zsh_completes_with_the_script(string line, string expected)
    {
        // compadd is what zle would show; its other arguments are options up to --.
        const string Complete = """
            autoload -U compinit && compinit -u -D
            source <(emotionnet completion zsh)
            compadd() { while [[ $1 != -- ]]; do shift; done; shift; offered+=("$@") }
            words=(${(z)1}) CURRENT=${#words} offered=()
            [[ $1 == *' ' ]] && { words+=(''); (( CURRENT++ )) }
            PREFIX=$words[CURRENT]
            $_comps[emotionnet]
            print -r -- ${(o)offered}
            """;

        Assert.Equal(expected, InShell("zsh", "-fc", Complete, "zsh", line));
    }

    [Theory(Skip = "fish is not installed", SkipType = typeof(CompletionTests), SkipUnless = nameof(HasFish))]
    [InlineData("emotionnet --mode ", "default ferplus quick")]
    [InlineData("emotionnet --mode=q", "--mode=quick")]
    [InlineData("emotionnet --data-dir data/f", "data/fer2013.csv data/fer2013/")]
    public void Fish_completes_with_the_script(string line, string expected) => Assert.Equal(
        expected,
        InShell("fish", "--no-config", "-c", "emotionnet completion fish | source; complete -C $argv[1] | sort | string join ' '", line));

    private static bool IsInstalled(string program) => !OperatingSystem.IsWindows()
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    // Runs a shell that finds the program as emotionnet.
    private string InShell(string shell, params string[] arguments)
    {
        var program = Path.Combine(_folder, "emotionnet");
        File.WriteAllText(program, $"#!/bin/sh\nexec {string.Join(' ', EmotionNetProcess.Program.Select(word => $"'{word}'"))} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(shell, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = _folder;
        start.Environment["EMOTIONNET_LIBTORCH"] = "/nowhere"; // a start of libtorch would fail
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd().TrimEnd();
        process.WaitForExit();
        File.Delete(program);
        Assert.Equal("", errors.Result);
        return output;
    }
}
