using EmotionNet.Distributed;

namespace EmotionNet.Cli;

/// <summary>How the processes of a run end together: in order where all know why, at once where one alone does.</summary>
internal static class RankedProgram
{
    /// <summary>Ends a run whose command line one rank or more cannot understand: one sentence, whichever rank it is of.</summary>
    /// <param name="source">Where to look for the ranks.</param>
    /// <param name="problem">What this one has met.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserInputException">The problem, where there is one process.</exception>
    public static int Refuse(RankSource source, UserInputException problem)
    {
        var ranks = RankGroups.Open(source);
        return Run(ranks, () => SharedFailure.Join<string>(ranks, () => throw problem).Length);
    }

    /// <summary>Runs a command in every process of a group, and leaves the group.</summary>
    /// <param name="ranks">The processes; this disposes of the group.</param>
    /// <param name="command">The command of this one.</param>
    /// <returns>The exit code. Rank 0 has that of the run; the others succeed where they end as it does, so that the launcher reports one failure.</returns>
    public static int Run(IRankGroup ranks, Func<int> command)
    {
        if (ranks.Count == 1)
        {
            using (ranks)
            {
                return command();
            }
        }

        int exitCode;
        try
        {
            exitCode = command();
        }
        catch (UserInputException problem) when (SharedFailure.Is(problem))
        {
            exitCode = ranks.Rank == 0 ? FailureReport.Tell(problem, Console.Error) : ExitCodes.BadInput;
        }
        catch (Exception problem)
        {
            var code = FailureReport.Tell(problem, Console.Error, PrefixOf(ranks.Rank));
            Console.Error.Flush();
            ranks.Abort(code);
            return code;
        }

        Console.Out.Flush();
        Console.Error.Flush();
        ranks.Dispose(); // waits for the others: a launcher ends them where one has returned a failure
        return ranks.Rank == 0 ? exitCode : ExitCodes.Done;
    }

    /// <summary>Tells a failure before the ranks have met, each with the number that its launcher gave it.</summary>
    /// <returns>The exit code.</returns>
    public static int TellEarly(Exception problem) =>
        FailureReport.Tell(problem, Console.Error, RankLauncher.Find() is { Count: not 1 } launcher ? PrefixOf(launcher.Rank) : "");

    private static string PrefixOf(int rank) => $"rank {rank} on {Environment.MachineName}: ";
}
