using EmotionNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Distributed;

/// <summary>
/// Ranks with a GPU each. Tensors of the GPUs are summed by NCCL, or through the memory of the hosts where a rank has no NCCL; all else is between the
/// hosts.
/// </summary>
internal sealed class GpuRanks : IRankGroup
{
    private readonly IRankGroup _hosts;
    private readonly NcclCommunicator? _nccl;

    private GpuRanks(IRankGroup hosts, NcclCommunicator? nccl) => (_hosts, _nccl) = (hosts, nccl);

    /// <inheritdoc/>
    public int Rank => _hosts.Rank;

    /// <inheritdoc/>
    public int LocalRank => _hosts.LocalRank;

    /// <inheritdoc/>
    public int Count => _hosts.Count;

    /// <inheritdoc/>
    public string Name => _nccl is null ? $"{_hosts.Name}, sums through host memory" : $"{_hosts.Name} and NCCL {_nccl.Version}";

    /// <summary>Connects the GPUs.</summary>
    /// <param name="hosts">The processes; stay the caller's.</param>
    /// <param name="device">The GPU of this one.</param>
    /// <exception cref="UserInputException">NCCL is there and cannot connect the GPUs.</exception>
    public static GpuRanks Connect(IRankGroup hosts, Device device)
    {
        var library = NcclLibrary.Find();
        var isEverywhere = hosts.Max(library is null ? 1 : 0) == 0;
        if (!isEverywhere)
        {
            return new(hosts, null);
        }

        CudaDevice.MakeCurrent(device.index); // NCCL takes that of the calling thread
        return new(hosts, new NcclCommunicator(library!, hosts));
    }

    /// <summary>Sums through a copy in the host's memory.</summary>
    /// <param name="hosts">The ranks.</param>
    /// <param name="tensor">On any device.</param>
    public static void SumThroughHost(IRankGroup hosts, Tensor tensor)
    {
        using var onHost = empty(tensor.shape, tensor.dtype, CPU);
        using var noGradients = no_grad();
        onHost.copy_(tensor); // waits for the GPU
        hosts.Sum(onHost);
        tensor.copy_(onHost);
    }

    /// <inheritdoc/>
    public void Sum(Tensor tensor)
    {
        if (tensor.device_type == DeviceType.CPU)
        {
            _hosts.Sum(tensor);
        }
        else if (_nccl is null)
        {
            SumThroughHost(_hosts, tensor);
        }
        else
        {
            _nccl.Sum(tensor);
        }
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes) => _hosts.Broadcast(bytes);

    /// <inheritdoc/>
    public byte[] Gather(ReadOnlySpan<byte> bytes) => _hosts.Gather(bytes);

    /// <inheritdoc/>
    public double Max(double value) => _hosts.Max(value);

    /// <inheritdoc/>
    public void Abort(int exitCode) => _hosts.Abort(exitCode);

    /// <summary>All ranks have come to the end of the run: the GPUs are disconnected together, and not by breaking off.</summary>
    public void EndInOrder() => _nccl?.EndInOrder();

    /// <summary>Disconnects the GPUs; the hosts stay connected.</summary>
    public void Dispose() => _nccl?.Dispose();
}
