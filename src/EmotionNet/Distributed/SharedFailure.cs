namespace EmotionNet.Distributed;

/// <summary>Failures that all ranks meet at the same place: one of them tells, and all leave in order. Any other failure is one rank's, which ends the rest.</summary>
internal static class SharedFailure
{
    private const string Key = "EmotionNet.Shared";

    /// <summary>Marks an exception that every rank throws at the same place.</summary>
    public static T Mark<T>(T failure)
        where T : Exception
    {
        failure.Data[Key] = true;
        return failure;
    }

    /// <summary>Whether every rank has thrown it.</summary>
    public static bool Is(Exception failure) => failure.Data.Contains(Key);

    /// <summary>Does work that may fail on any rank. Where it fails on one, it fails on all, with the failure of the first.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="work">The work; a result that can be is disposed of where another rank failed.</param>
    /// <exception cref="UserInputException">Of this rank, or of the first one that failed.</exception>
    public static T Join<T>(IRankGroup ranks, Func<T> work)
        where T : class
    {
        T? result = null;
        UserInputException? problem = null;
        try
        {
            result = work();
        }
        catch (UserInputException failure) when (ranks.Count > 1)
        {
            problem = failure;
        }

        if (ranks.Count > 1)
        {
            var told = ranks.GatherJson(new Report(Environment.MachineName, problem?.Problem, problem?.Fix));
            var first = Array.FindIndex(told, report => report.Problem is not null);
            if (first >= 0)
            {
                (result as IDisposable)?.Dispose();
                throw Mark(first == 0 && problem is not null && ranks.Rank == 0
                    ? problem
                    : new UserInputException(first == 0 ? told[0].Problem! : $"rank {first} on {told[first].Host}: {told[first].Problem}", told[first].Fix!));
            }
        }

        return result!;
    }

    private sealed record Report(string Host, string? Problem, string? Fix);
}
