using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace EmotionNet.Distributed;

/// <summary>The processes that an MPI launcher started, through MPI's C interface. Tensors go to MPI where they are, without a copy.</summary>
internal sealed unsafe class MpiRanks : IRankGroup
{
    private const int VersionLength = 8192; // MPI_MAX_LIBRARY_VERSION_STRING of the longest of the three ABIs

    private readonly MpiLibrary _library;
    private readonly MpiConstants _constants;
    private readonly delegate* unmanaged<nint, nint, int, nint, nint, nint, int> _allReduce;
    private readonly delegate* unmanaged<nint, int, nint, int, nint, int> _broadcast;
    private readonly delegate* unmanaged<nint, int, nint, nint, int, nint, nint, int> _allGather;

    /// <summary>Initializes MPI for the calling thread.</summary>
    /// <param name="library">The library.</param>
    /// <param name="localRank">This process among those of its machine, where the launcher tells.</param>
    public MpiRanks(MpiLibrary library, int? localRank = null)
    {
        (_library, _constants) = (library, library.Constants);
        _allReduce = (delegate* unmanaged<nint, nint, int, nint, nint, nint, int>)library.Export("MPI_Allreduce");
        _broadcast = (delegate* unmanaged<nint, int, nint, int, nint, int>)library.Export("MPI_Bcast");
        _allGather = (delegate* unmanaged<nint, int, nint, nint, int, nint, nint, int>)library.Export("MPI_Allgather");
        int provided, rank, count;
        Check(((delegate* unmanaged<nint, nint, int, int*, int>)library.Export("MPI_Init_thread"))(0, 0, _constants.Funneled, &provided));
        Check(((delegate* unmanaged<nint, int*, int>)library.Export("MPI_Comm_rank"))(_constants.World, &rank));
        Check(((delegate* unmanaged<nint, int*, int>)library.Export("MPI_Comm_size"))(_constants.World, &count));
        (Rank, Count, Name) = (rank, count, Version());
        LocalRank = localRank ?? this.GatherJson(Environment.MachineName).Take(rank).Count(host => host == Environment.MachineName);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int LocalRank { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The tensor is of another type, not contiguous, or not on the CPU.</exception>
    public void Sum(Tensor tensor)
    {
        if (tensor.device_type != TorchSharp.DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new ArgumentException("MPI sums contiguous tensors on the CPU", nameof(tensor));
        }

        var type = tensor.dtype == float32 ? _constants.Float
            : tensor.dtype == float64 ? _constants.Double
            : throw new ArgumentException($"MPI sums float32 and float64, not {tensor.dtype}", nameof(tensor));
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes)); // libtorch's own memory, which does not move
        Check(_allReduce(_constants.InPlace, address, checked((int)tensor.numel()), type, _constants.Sum, _constants.World));
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            Check(_broadcast((nint)first, bytes.Length, _constants.Byte, 0, _constants.World));
        }
    }

    /// <inheritdoc/>
    public byte[] Gather(ReadOnlySpan<byte> bytes)
    {
        var all = new byte[bytes.Length * Count];
        fixed (byte* mine = bytes, first = all)
        {
            Check(_allGather((nint)mine, bytes.Length, _constants.Byte, (nint)first, bytes.Length, _constants.Byte, _constants.World));
        }

        return all;
    }

    /// <inheritdoc/>
    public double Max(double value)
    {
        Check(_allReduce(_constants.InPlace, (nint)(&value), 1, _constants.Double, _constants.Max, _constants.World));
        return value;
    }

    /// <inheritdoc/>
    public void Abort(int exitCode) => _ = ((delegate* unmanaged<nint, int, int>)_library.Export("MPI_Abort"))(_constants.World, exitCode);

    /// <summary>Ends MPI, which waits until every rank does.</summary>
    public void Dispose() => Check(((delegate* unmanaged<int>)_library.Export("MPI_Finalize"))());

    // MPI ends the job itself at nearly every error; what it returns is left to tell.
    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"MPI returned error {code}");
        }
    }

    // "Open MPI v4.1.4, package: ...", or lines of "MPICH Version: 4.0.2", "MPICH Release date: ...".
    private string Version()
    {
        var text = new byte[VersionLength];
        int length;
        fixed (byte* first = text)
        {
            Check(((delegate* unmanaged<nint, int*, int>)_library.Export("MPI_Get_library_version"))((nint)first, &length));
        }

        var start = Encoding.UTF8.GetString(text, 0, length).Split(',', '\n')[0];
        return string.Join(' ', start.Replace(" Version:", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
