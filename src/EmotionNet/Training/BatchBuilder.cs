using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>
/// Makes a batch of stored faces: augmented and mixed. Every rank draws the random numbers of the whole batch and makes its own images of it, a
/// contiguous run, so that the batch is the same on any number of ranks.
/// </summary>
/// <param name="options">The strengths.</param>
/// <param name="faces">The training faces.</param>
/// <param name="ranks">The processes that share each batch.</param>
internal sealed class BatchBuilder(TrainingOptions options, FaceSet faces, IRankGroup ranks)
{
    private readonly BatchAugmenter _augmenter = new(options.ToAugmentation());
    private readonly MixupCutmix _mixing = new(options.ToAugmentation());

    /// <summary>Makes this rank's images of a batch.</summary>
    /// <param name="order">The faces of the batch, <c>int64 [N]</c>; the ranks divide N.</param>
    /// <param name="random">Draws for mixup and CutMix; torch's global generator draws the rest.</param>
    /// <returns>Images <c>float32 [n, 1, S, S]</c> and targets <c>float32 [n, C]</c>, where n is N / ranks.</returns>
    public (Tensor Images, Tensor Targets) Build(Tensor order, Random random)
    {
        var count = order.shape[0];
        var drawn = _augmenter.DrawNumbers(count, order.device);
        var partners = _mixing.IsOn ? MixupCutmix.DrawPartners(count, order.device) : null; // int64 [N]
        if (ranks.Count > 1)
        {
            var share = count / ranks.Count;
            var rows = arange(ranks.Rank * share, (ranks.Rank + 1) * share, int64, order.device); // [n]
            if (partners is not null)
            {
                rows = cat([rows, partners.index_select(0, rows)]); // [2 n], the partners last
                partners = arange(share, 2 * share, int64, order.device);
            }

            (order, drawn) = (order.index_select(0, rows), drawn.Of(rows));
        }

        var images = _augmenter.Apply(faces.Images.index_select(0, order), drawn);
        var targets = faces.Targets.index_select(0, order);
        return partners is null ? (images, targets) : _mixing.Apply(images, targets, partners, random);
    }
}
