using System.CommandLine;
using EmotionNet.Cli.Options;

namespace EmotionNet.Cli.Commands;

/// <summary><c>completion</c>: prints the script that completes options and values in a shell. The script gets them from this program.</summary>
internal static class CompletionCommand
{
    /// <summary>The shells, and the line that installs the script in the start-up file of each.</summary>
    public static IReadOnlyList<ShellScript> Shells { get; } =
    [
        new("bash", "emotionnet.bash", "~/.bashrc", "source <(emotionnet completion bash)"),
        new("zsh", "emotionnet.zsh", "~/.zshrc", "source <(emotionnet completion zsh)"),
        new("fish", "emotionnet.fish", "~/.config/fish/config.fish", "emotionnet completion fish | source"),
        new("pwsh", "emotionnet.ps1", "$PROFILE", "emotionnet completion pwsh | Out-String | Invoke-Expression"),
    ];

    /// <summary>The command, then its command for each shell.</summary>
    public static IReadOnlyList<CommandFlags> Create()
    {
        var all = new CommandFlags(new Command("completion", "Prints a script that completes commands, options and values in a shell."))
        {
            Examples = [.. Shells.Select(Example)],
        };
        return [all, .. Shells.Select(shell => CreateFor(shell, all.Command))];
    }

    private static CommandFlags CreateFor(ShellScript shell, Command parent)
    {
        var flags = new CommandFlags(new Command(shell.Name, $"Prints the script for {shell.Name}.")) { Examples = [Example(shell)] };
        flags.Command.SetAction(parsed =>
        {
            using var script = new StreamReader(typeof(CompletionCommand).Assembly.GetManifestResourceStream(shell.Resource)!);
            parsed.InvocationConfiguration.Output.Write(script.ReadToEnd());
            return ExitCodes.Done;
        });
        parent.Subcommands.Add(flags.Command);
        return flags;
    }

    private static UsageExample Example(ShellScript shell) => new($"{shell.Name}: add this line to {shell.StartUpFile}", shell.Line);

    /// <summary>A shell.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Resource">The embedded script.</param>
    /// <param name="StartUpFile">The file that the shell reads when it starts.</param>
    /// <param name="Line">The line to add there.</param>
    internal sealed record ShellScript(string Name, string Resource, string StartUpFile, string Line);
}
