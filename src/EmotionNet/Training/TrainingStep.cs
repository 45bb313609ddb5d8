using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>One update of the weights: gather faces, augment, forward, backward, remember, optimizer, average. Nothing in it waits for the device.</summary>
internal sealed class TrainingStep(TrainingOptions options, Learner learner, FaceSet training)
{
    private readonly BatchAugmenter _augmenter = new(options);
    private readonly Objective _objective = new(options);

    /// <summary>Takes the step.</summary>
    /// <param name="order">The faces of the step, <c>int64 [accumulation steps × batch]</c>.</param>
    /// <param name="seed">Of everything random in it.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="updates">Updates done before.</param>
    /// <param name="totalUpdates">Updates of the whole run.</param>
    /// <param name="sums">Gets the step's sum of losses and count of right answers added, <c>float64 [2]</c>.</param>
    public void Take(Tensor order, long seed, double rate, long updates, long totalUpdates, Tensor sums)
    {
        manual_seed(seed);
        learner.Replicas.Seed(seed);
        var mixing = new Random(unchecked((int)seed));
        var pastShare = options.SelfDistillation * updates / totalUpdates; // the network knows more as it goes
        var batchSize = order.shape[0] / options.GradientAccumulationSteps;
        for (var part = 0; part < options.GradientAccumulationSteps; part++)
        {
            using var scope = NewDisposeScope();
            var index = order.narrow(0, part * batchSize, batchSize);
            var faces = _augmenter.Apply(training.Images.index_select(0, index));
            var past = learner.PastPredictions?.Of(index);
            var (images, targets) = TargetMixing.Apply(faces, training.Targets.index_select(0, index), options.MixupAlpha, options.CutmixAlpha, mixing);
            using var logits = AddGradients(images, targets, past, pastShare, sums);
            learner.PastPredictions?.Add(index, logits);
            if (learner.Update.NeedsSecondGradient)
            {
                learner.Update.Climb();
                AddGradients(images, targets, past, pastShare, sums: null).Dispose();
                learner.Update.Descend();
            }
        }

        learner.Update.Apply(rate);
        learner.Average(updates);
    }

    /// <summary>Adds the gradients of a batch to those of the weights, each replica those of its part.</summary>
    /// <returns>The network's output, without gradients.</returns>
    private Tensor AddGradients(Tensor images, Tensor targets, Tensor? past, double pastShare, Tensor? sums)
    {
        var faces = images.shape[0];
        var parts = learner.Replicas.Count;
        var results = learner.Replicas.Run((network, part) =>
        {
            using var scope = NewDisposeScope();
            var (first, end) = (faces * part / parts, faces * (part + 1) / parts);
            var (partTargets, partPast) = (Part(targets), past is null ? null : Part(past));
            var logits = network.call(Part(images)); // [n, C]
            var loss = _objective.Loss(logits, partTargets, partPast, pastShare) * (end - first); // a sum
            (loss / (faces * options.GradientAccumulationSteps)).backward();
            return (Logits: logits.detach().MoveToOuterDisposeScope(), Loss: loss.detach().MoveToOuterDisposeScope());

            Tensor Part(Tensor all) => all.narrow(0, first, end - first);
        });

        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var logits = cat([.. results.Select(result => result.Logits)]);
        if (sums is not null)
        {
            // Any of several admissible emotions is right.
            var correct = targets.gather(1, logits.argmax(1, keepdim: true)).eq(targets.amax([1], keepdim: true)).sum();
            sums.add_(stack([stack([.. results.Select(result => result.Loss)]).sum().to(float64), correct.to(float64)]));
        }

        foreach (var result in results) // those of other threads are in no scope of this one
        {
            result.Logits.Dispose();
            result.Loss.Dispose();
        }

        return logits.MoveToOuterDisposeScope();
    }
}
