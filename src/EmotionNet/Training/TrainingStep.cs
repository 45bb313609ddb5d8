using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Losses;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>One update of the weights: gather faces, augment, mix, ask the teacher, forward, backward, optimizer, average. Nothing in it waits for the device.</summary>
/// <param name="options">The settings.</param>
/// <param name="state">What is trained.</param>
/// <param name="training">The training faces.</param>
internal sealed class TrainingStep(TrainingOptions options, TrainingState state, FaceSet training)
{
    private readonly BatchAugmenter _augmenter = new(options);
    private readonly ClassificationLoss _loss = new(options);

    /// <summary>Takes the step.</summary>
    /// <param name="order">The faces of the step, <c>int64 [accumulation steps × batch]</c>.</param>
    /// <param name="seed">Of everything random in it.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="updates">Updates done before.</param>
    /// <param name="sums">Gets the step's sum of losses and count of right answers added, <c>float64 [2]</c>.</param>
    public void Take(Tensor order, long seed, double rate, long updates, Tensor sums)
    {
        manual_seed(seed);
        state.Replicas.Seed(seed);
        var mixing = new Random(unchecked((int)seed));
        var batchSize = order.shape[0] / options.GradientAccumulationSteps;
        for (var part = 0; part < options.GradientAccumulationSteps; part++)
        {
            using var scope = NewDisposeScope();
            var index = order.narrow(0, part * batchSize, batchSize);
            var faces = _augmenter.Apply(training.Images.index_select(0, index));
            var (images, targets) = MixupCutmix.Apply(faces, training.Targets.index_select(0, index), options.MixupAlpha, options.CutmixAlpha, mixing);
            AddGradients(images, targets, sums);
            if (state.Update.NeedsSecondGradient)
            {
                state.Update.PerturbWeights();
                AddGradients(images, targets, sums: null);
                state.Update.RestoreWeights();
            }
        }

        state.Update.Apply(rate);
        state.Average(updates);
    }

    /// <summary>Adds the gradients of a batch to those of the weights, each replica those of its part.</summary>
    private void AddGradients(Tensor images, Tensor targets, Tensor? sums)
    {
        var faces = images.shape[0];
        var parts = state.Replicas.Count;
        var results = state.Replicas.Run((network, part) =>
        {
            using var scope = NewDisposeScope();
            var (first, end) = (faces * part / parts, faces * (part + 1) / parts);
            var seen = images.narrow(0, first, end - first);
            var teacherProbabilities = state.Teacher?.Probabilities(seen); // [n, C]
            var logits = network.call(seen); // [n, C]
            var loss = _loss.Loss(logits, targets.narrow(0, first, end - first), teacherProbabilities) * (end - first); // a sum
            (loss / (faces * options.GradientAccumulationSteps)).backward();
            return (Logits: logits.detach().MoveToOuterDisposeScope(), Loss: loss.detach().MoveToOuterDisposeScope());
        });

        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        if (sums is not null)
        {
            // Any of several admissible emotions is right.
            var logits = cat([.. results.Select(result => result.Logits)]);
            var correct = targets.gather(1, logits.argmax(1, keepdim: true)).eq(targets.amax([1], keepdim: true)).sum();
            sums.add_(stack([stack([.. results.Select(result => result.Loss)]).sum().to(float64), correct.to(float64)]));
        }

        foreach (var result in results) // those of other threads are in no scope of this one
        {
            result.Logits.Dispose();
            result.Loss.Dispose();
        }
    }
}
