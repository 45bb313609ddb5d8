using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Distributed;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Evaluation;

/// <summary>Scores a network on faces.</summary>
internal static class Evaluator
{
    // Larger is no faster on a CPU; a GPU needs more to be busy, and holds 1024 images' activations of the large network in fp32 in 1 GB.
    private const int CpuBatchSize = 256, GpuBatchSize = 1024;

    /// <summary>Scores <paramref name="network"/> as it is, in evaluation mode; its mode is restored.</summary>
    /// <param name="network">Maps <c>float32 [N, 1, S, S]</c> to logits <c>[N, C]</c>; on the device of <paramref name="faces"/>.</param>
    /// <param name="faces">At least one face, targets being distributions and none of them multi-hot.</param>
    /// <param name="tta">The test-time augmentation.</param>
    /// <param name="temperature">The temperature of <see cref="Calibration"/> that was fitted on validation; null fits it on <paramref name="faces"/>.</param>
    /// <param name="ranks">The processes that share the faces, all of which get the whole result; null for one.</param>
    public static EvaluationResult Evaluate(
        Module<Tensor, Tensor> network, FaceSet faces, TestTimeAugmentation tta, double? temperature = null, IRankGroup? ranks = null)
    {
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        return Score(LogProbabilities(network, faces, tta, ranks ?? SingleProcess.Instance), faces, temperature);
    }

    /// <summary>Scores predictions.</summary>
    /// <param name="logProbabilities">A row for each face, <c>float32 [N, C]</c>.</param>
    /// <param name="faces">The faces, as for <see cref="Evaluate"/>.</param>
    /// <param name="temperature">As for <see cref="Evaluate"/>.</param>
    public static EvaluationResult Score(Tensor logProbabilities, FaceSet faces, double? temperature)
    {
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        var crossEntropy = -(faces.Targets * logProbabilities).sum(1).mean().item<float>();
        double? divergence = faces.VoteDistributions is { } votes ? (xlogy(votes, votes) - (votes * logProbabilities)).sum(1).mean().item<float>() : null;
        return Metrics.From(ConfusionCounts(logProbabilities.argmax(1), faces), faces.ClassNames, crossEntropy, divergence) with
        {
            Calibration = Calibration.Of(logProbabilities, faces.Labels, temperature),
        };
    }

    /// <summary>The predictions of <paramref name="network"/>, in evaluation mode, averaged over the views; to be called in <c>inference_mode</c>.</summary>
    /// <returns>A row for each face, <c>float32 [N, C]</c>; it belongs to the caller's dispose scope.</returns>
    public static Tensor LogProbabilities(Module<Tensor, Tensor> network, FaceSet faces, TestTimeAugmentation tta, IRankGroup ranks)
    {
        var images = faces.Images;
        var wasTraining = network.training;
        network.eval();
        var parts = new List<Tensor>();
        var batchSize = images.device_type == TorchSharp.DeviceType.CPU ? CpuBatchSize : GpuBatchSize;
        for (var start = 0L; start < images.shape[0]; start += batchSize)
        {
            if (start / batchSize % ranks.Count != ranks.Rank)
            {
                parts.Add(zeros(Math.Min(batchSize, images.shape[0] - start), faces.ClassNames.Count, float32, images.device)); // another rank's
                continue;
            }

            using var scope = NewDisposeScope();
            var batch = FaceTensors.Normalize(images.narrow(0, start, Math.Min(batchSize, images.shape[0] - start)));
            var perView = tta.Of(batch).Select(view => network.call(view).log_softmax(1)).ToList();
            var averaged = perView.Count == 1 ? perView[0] : logsumexp(stack(perView), 0) - Kept(Math.Log(perView.Count));
            parts.Add(averaged.MoveToOuterDisposeScope());
        }

        network.train(wasTraining);
        var all = cat(parts);
        ranks.Sum(all); // each row is one rank's, and zero on the others
        return all;
    }

    private static long[,] ConfusionCounts(Tensor predictions, FaceSet faces)
    {
        var classes = faces.ClassNames.Count;
        var cells = (faces.Labels * Kept(classes)).add(predictions, Kept(1)).bincount(null, minlength: classes * classes).cpu().data<long>();
        var counts = new long[classes, classes];
        for (var cell = 0; cell < cells.Count; cell++)
        {
            counts[cell / classes, cell % classes] = cells[cell];
        }

        return counts;
    }
}
