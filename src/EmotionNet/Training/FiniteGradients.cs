using EmotionNet.Checkpoints;
using EmotionNet.Distributed;
using EmotionNet.Models;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>
/// Ends a run before an update whose gradients are infinite or not a number, so that its weights stay good, and names the layer. On a CPU, where
/// looking at each step costs a fraction of a millisecond; on a GPU it would wait for the device, and <see cref="FiniteLoss"/> finds it some steps later.
/// </summary>
/// <param name="state">The network and its gradients, which are the same on every rank.</param>
/// <param name="progress">Where the run is.</param>
/// <param name="checkpoint">The file that the run is resumed from, if it is there.</param>
internal sealed class FiniteGradients(TrainingState state, TrainingProgress progress, string checkpoint)
{
    private readonly bool _isOnCpu = state.Weights.Gradients.device.type == TorchSharp.DeviceType.CPU;

    /// <summary>Checks the gradients of an update.</summary>
    /// <param name="batches">Makes the batches of the update again, this rank's images of each, <c>float32 [n, 1, S, S]</c>.</param>
    /// <exception cref="UserInputException">One is infinite or not a number; thrown on every rank.</exception>
    public void Require(Func<IEnumerable<Tensor>> batches)
    {
        if (!_isOnCpu || IsFinite(state.Weights.Gradients))
        {
            return;
        }

        var layersHere = batches().Select(images => NonFiniteLayer.Find(state.Network, images)).ToList(); // all: the ranks make each batch together
        var layer = layersHere.Find(name => name is not null);
        var layers = state.Ranks.GatherJson(new Found(layer));
        var rank = Array.FindIndex(layers, found => found.Layer is not null);
        var what = rank < 0 ? $"the gradient of {LastOfGradients()}" : $"the output of {layers[rank].Layer}{(layers.Length > 1 ? $" on rank {rank}" : "")}";
        throw SharedFailure.Mark(new UserInputException(
            $"{what} became infinite or not a number in epoch {progress.Epoch}, step {progress.Step + 1}; {FiniteLoss.WhatIsKept(checkpoint)}",
            FiniteTensors.Fix));
    }

    // Backward goes from the last layer to the first, and carries what it met to all before.
    private string LastOfGradients() => state.Network.named_parameters().Last(entry => entry.parameter.grad is { } gradient && !IsFinite(gradient)).name;

    private static bool IsFinite(Tensor tensor)
    {
        using var sum = tensor.sum();
        return float.IsFinite(sum.item<float>());
    }

    private sealed record Found(string? Layer);
}
