namespace EmotionNet.Distributed;

/// <summary>Where a run finds the other processes that train with it.</summary>
internal enum RankSource
{
    /// <summary>MPI where an MPI launcher started more than one process, else nowhere.</summary>
    Auto,

    /// <summary>MPI, whoever started the process.</summary>
    Mpi,

    /// <summary>Nowhere: a run of its own, whoever started the process.</summary>
    None,
}
