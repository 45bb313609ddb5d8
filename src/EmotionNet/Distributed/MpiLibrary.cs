using System.Runtime.InteropServices;

namespace EmotionNet.Distributed;

/// <summary>
/// A loaded MPI library. The C interfaces of Open MPI, of MPICH and its relatives, and of MPI 5.0's standard ABI have one signature once handles
/// are seen as integers as wide as an address; they differ in the values of the handles (MPI 5.0, chapter 20; <c>mpi.h</c> of MPICH 4 and Open MPI 4).
/// </summary>
/// <param name="Handle">Of the library.</param>
/// <param name="File">Its name.</param>
/// <param name="Constants">The values of its handles.</param>
internal sealed record MpiLibrary(nint Handle, string File, MpiConstants Constants)
{
    private const string Fix =
        $"install its runtime library, name one in {RankGroups.LibraryVariable}, or give `ranks-from` none to train in each process alone";

    /// <summary>Loads the first library that is there.</summary>
    /// <param name="candidates">File names or paths, the likeliest first.</param>
    /// <param name="launcher">Who started the process, for the message.</param>
    /// <param name="isNamed">Whether the user named the library.</param>
    /// <exception cref="UserInputException">None can be loaded, or the file is not an MPI library.</exception>
    public static MpiLibrary Load(IReadOnlyList<string> candidates, RankLauncher? launcher, bool isNamed)
    {
        // UCX catches SIGSEGV, by which .NET finds null references. Read from C's environment when the library is loaded.
        CEnvironment.Set("UCX_ERROR_SIGNALS", "", overwrite: true);
        foreach (var file in candidates)
        {
            if (NativeLibrary.TryLoad(file, out var handle))
            {
                return NativeLibrary.TryGetExport(handle, "MPI_Init_thread", out _)
                    ? new(handle, file, MpiConstants.Of(handle, file))
                    : throw new UserInputException("this is not an MPI library", Fix, file);
            }
        }

        var reason = launcher is null ? "MPI is asked for" : $"the process was started by {launcher.Name}";
        throw isNamed
            ? new UserInputException($"{RankGroups.LibraryVariable} names an MPI library that cannot be loaded", Fix, candidates[0])
            : new UserInputException($"{reason}, and no MPI library can be loaded ({string.Join(", ", candidates)})", Fix);
    }

    /// <summary>The address of a function.</summary>
    /// <exception cref="EntryPointNotFoundException">The library does not have it.</exception>
    public nint Export(string name) => NativeLibrary.GetExport(Handle, name);
}

/// <summary>What the names of <c>mpi.h</c> that are used here stand for.</summary>
/// <param name="World">MPI_COMM_WORLD.</param>
/// <param name="Float">MPI_FLOAT.</param>
/// <param name="Double">MPI_DOUBLE.</param>
/// <param name="Byte">MPI_BYTE.</param>
/// <param name="Sum">MPI_SUM.</param>
/// <param name="Max">MPI_MAX.</param>
/// <param name="InPlace">MPI_IN_PLACE.</param>
/// <param name="Funneled">MPI_THREAD_FUNNELED.</param>
internal readonly record struct MpiConstants(nint World, nint Float, nint Double, nint Byte, nint Sum, nint Max, nint InPlace, int Funneled)
{
    private static readonly MpiConstants StandardAbi = new(0x101, 0x210, 0x214, 0x247, 0x21, 0x23, 1, 1024);

    private static readonly MpiConstants Mpich = new(0x44000000, 0x4c00040a, 0x4c00080b, 0x4c00010d, 0x58000003, 0x58000001, -1, 1);

    /// <summary>The constants of a library.</summary>
    /// <param name="library">Its handle.</param>
    /// <param name="file">Its name, by which the standard ABI is known.</param>
    public static MpiConstants Of(nint library, string file)
    {
        if (Path.GetFileName(file).Contains("mpi_abi", StringComparison.Ordinal))
        {
            return StandardAbi;
        }

        // Open MPI's handles are the addresses of its objects.
        return NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out var world)
            ? new(world, Address("float"), Address("double"), Address("byte"), Address("op_sum"), Address("op_max"), 1, 1)
            : Mpich;

        nint Address(string name) => NativeLibrary.GetExport(library, $"ompi_mpi_{name}");
    }
}
