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

    /// <returns>The network's output, without gradients.</returns>
    private Tensor AddGradients(Tensor images, Tensor targets, Tensor? past, double pastShare, Tensor? sums)
    {
        using var scope = NewDisposeScope();
        var logits = learner.Network.call(images); // [N, C]
        var loss = _objective.Loss(logits, targets, past, pastShare);
        (loss / options.GradientAccumulationSteps).backward();
        if (sums is not null)
        {
            using var noGradients = no_grad();
            // Any of several admissible emotions is right.
            var correct = targets.gather(1, logits.argmax(1, keepdim: true)).eq(targets.amax([1], keepdim: true)).sum();
            sums.add_(stack([loss.detach().to(float64) * images.shape[0], correct.to(float64)]));
        }

        return logits.detach().MoveToOuterDisposeScope();
    }
}
