using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Distributed;

/// <summary>The GPUs of all ranks, connected by NCCL.</summary>
internal sealed unsafe class NcclCommunicator : IDisposable
{
    // ncclFloat32, ncclFloat64 and ncclSum of nccl.h.
    private const int Float32 = 7, Float64 = 8, SumOperation = 0;

    // The legacy default stream, on which TorchSharp computes: it offers no other. So the sum begins when the gradients are there, and the update waits for
    // it, without a word to the device.
    private const nint DefaultStream = 0;

    private readonly NcclLibrary _library;
    private readonly delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> _allReduce;
    private nint _handle;

    /// <summary>Connects the current GPUs of the calling threads of all ranks.</summary>
    /// <param name="library">NCCL.</param>
    /// <param name="hosts">The ranks, over which the address of rank 0 is sent.</param>
    /// <exception cref="UserInputException">NCCL cannot connect them.</exception>
    public NcclCommunicator(NcclLibrary library, IRankGroup hosts)
    {
        _library = library;
        _allReduce = (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)library.Export("ncclAllReduce");
        Version = library.Version();
        UniqueId id = default;
        if (hosts.Rank == 0)
        {
            library.Check(((delegate* unmanaged<UniqueId*, int>)library.Export("ncclGetUniqueId"))(&id));
        }

        hosts.Broadcast(new Span<byte>(&id, sizeof(UniqueId)));
        nint handle;
        library.Check(((delegate* unmanaged<nint*, int, UniqueId, int, int>)library.Export("ncclCommInitRank"))(&handle, hosts.Count, id, hosts.Rank));
        _handle = handle;
    }

    /// <summary>NCCL's version.</summary>
    public string Version { get; }

    /// <summary>Replaces a tensor by its sum over all ranks. Returns before the GPU has computed it.</summary>
    /// <param name="tensor">Contiguous, <c>float32</c> or <c>float64</c>, on the rank's GPU.</param>
    public void Sum(Tensor tensor)
    {
        if (!tensor.is_contiguous())
        {
            throw new ArgumentException("NCCL sums contiguous tensors", nameof(tensor));
        }

        var type = tensor.dtype == float32 ? Float32
            : tensor.dtype == float64 ? Float64
            : throw new ArgumentException($"NCCL is given float32 and float64 here, not {tensor.dtype}", nameof(tensor));
        var address = NativeLibraries.AddressOf(tensor);
        _library.Check(_allReduce(address, address, (nuint)tensor.numel(), type, SumOperation, _handle, DefaultStream));
    }

    /// <summary>Disconnects together with the other ranks, all of which have come to the end.</summary>
    public void EndInOrder()
    {
        if (_handle != 0)
        {
            _library.Check(((delegate* unmanaged<nint, int>)_library.Export("ncclCommDestroy"))(_handle));
            _handle = 0;
        }
    }

    /// <summary>Breaks off what is under way, where the ranks did not come to the end: another rank may never join its sum.</summary>
    public void Dispose()
    {
        if (_handle != 0)
        {
            _ = ((delegate* unmanaged<nint, int>)_library.Export("ncclCommAbort"))(_handle);
            _handle = 0;
        }
    }

    // ncclUniqueId, which is passed by value.
    private struct UniqueId
    {
        private fixed byte _bytes[128]; // NCCL_UNIQUE_ID_BYTES
    }
}
