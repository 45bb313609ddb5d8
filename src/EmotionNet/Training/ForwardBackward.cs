using EmotionNet.Losses;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>The gradients of a batch: each replica takes its part forward and backward.</summary>
/// <param name="state">The replicas and the teacher.</param>
/// <param name="lossFunction">What is minimized.</param>
/// <param name="accumulationSteps">Batches whose gradients make one update.</param>
internal sealed class ForwardBackward(TrainingState state, ClassificationLoss lossFunction, int accumulationSteps)
{
    /// <summary>Adds the gradients of this rank's part of a batch to those of the weights.</summary>
    /// <param name="images">The network's input, <c>float32 [N, 1, S, S]</c>.</param>
    /// <param name="targets">Target distributions, <c>float32 [N, C]</c>.</param>
    /// <param name="sums">Receives the sum of the losses and the count of right predictions, <c>float64 [2]</c>; null for SAM's pass at perturbed
    /// weights, which neither counts nor updates the running statistics.</param>
    public void Run(Tensor images, Tensor targets, Tensor? sums)
    {
        var (count, replicas) = (images.shape[0], state.Replicas.Count);
        var imagesPerUpdate = count * state.Ranks.Count * accumulationSteps;
        var results = state.Replicas.Run(
            (network, replica) =>
            {
                using var scope = NewDisposeScope();
                var (first, end) = (count * replica / replicas, count * (replica + 1) / replicas);
                var input = images.narrow(0, first, end - first); // [n, 1, S, S]
                var softTargets = state.Teacher?.Probabilities(input); // [n, C]
                var logits = network.call(input); // [n, C]
                var loss = lossFunction.Loss(logits, targets.narrow(0, first, end - first), softTargets) * Kept(end - first); // a sum
                (loss / Kept(imagesPerUpdate)).backward();
                return (Logits: logits.detach().MoveToOuterDisposeScope(), Loss: loss.detach().MoveToOuterDisposeScope());
            },
            updateStatistics: sums is not null && !state.IsFrozen);
        sums?.add_(SumsOf(results, targets), Kept(1));
        foreach (var (logits, loss) in results) // those of other threads are in no scope of this one
        {
            logits.Dispose();
            loss.Dispose();
        }
    }

    // Any of several accepted labels is right.
    private static Tensor SumsOf(IReadOnlyList<(Tensor Logits, Tensor Loss)> results, Tensor targets)
    {
        using var noGradients = no_grad();
        var logits = cat([.. results.Select(result => result.Logits)]); // [N, C]
        var correct = targets.gather(1, logits.argmax(1, keepdim: true)).eq(targets.amax([1], keepdim: true)).sum();
        return stack([stack([.. results.Select(result => result.Loss)]).sum().to(float64), correct.to(float64)]); // [2]
    }
}
