using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Evaluation;
using EmotionNet.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Evaluation;

/// <summary>Whatever reads images, labels or scores back to the host must do so from a GPU as well.</summary>
public sealed class EvaluatorCudaTests
{
    [CudaFact]
    public void Scores_calibration_and_divergence_on_a_gpu_are_those_of_the_cpu()
    {
        using var scope = NewDisposeScope();
        using var faces = Faces();
        using var onGpu = faces.CopyTo(CUDA);
        manual_seed(1);
        using var network = ModelRegistry.Create("attention_emotion_net_small", new ModelConfiguration { ClassCount = 7 });
        Assert.All(Enum.GetValues<TtaMode>(), mode =>
        {
            var tta = new TestTimeAugmentation(mode, FaceSet.ImageSize);
            network.to(CPU);
            var expected = Evaluator.Evaluate(network, faces, tta);
            network.to(CUDA);
            var actual = Evaluator.Evaluate(network, onGpu, tta);

            Assert.Equal(expected.Loss, actual.Loss, 1e-3);
            Assert.Equal(expected.KullbackLeiblerDivergence!.Value, actual.KullbackLeiblerDivergence!.Value, 1e-3);
            Assert.Equal(expected.Calibration!.Error, actual.Calibration!.Error, 1e-2);
            Assert.Equal(expected.Classes.Select(score => score.Count), actual.Classes.Select(score => score.Count));
        });
    }

    [CudaFact]
    public void Class_counts_subsets_and_near_duplicates_of_images_on_a_gpu_are_those_of_the_cpu()
    {
        using var faces = Faces();
        using var onGpu = faces.CopyTo(CUDA);
        using var part = ClassBalancedSubset.Choose(faces, 14, seed: 1);
        using var partOnGpu = ClassBalancedSubset.Choose(onGpu, 14, seed: 1);

        Assert.Equal(faces.CountByClass(), onGpu.CountByClass());
        Assert.Equal(part.CountByClass(), partOnGpu.CountByClass());
        Assert.Equal(NearDuplicates.Find(part, faces), NearDuplicates.Find(partOnGpu, onGpu));
    }

    private static FaceSet Faces()
    {
        const int Count = 70;
        var pixels = new byte[Count * FaceSet.PixelCount];
        new Random(1).NextBytes(pixels);
        var targets = nn.functional.one_hot(arange(Count, int64).remainder(7), 7).to(float32);
        return new FaceSet(FaceSet.ImagesOf(pixels), targets, EmotionClasses.Fer2013, voteDistributions: full_like(targets, 1 / 7.0));
    }
}
