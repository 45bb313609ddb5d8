using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Losses;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using EmotionNet.Training;
using static EmotionNet.Tests.Augmentation.Faces;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private const int FaceCount = 32;
    private const int Seed = 5;
    private const double Tolerance = 1e-4;
    private static readonly ComputePrecision Precision = ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU);

    private readonly string _teacher = Path.Combine(Directory.CreateTempSubdirectory("emotionnet-step").FullName, "teacher.safetensors");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_teacher)!, recursive: true);

    [Fact]
    public void The_teacher_predicts_the_augmented_and_mixed_images_that_the_student_is_trained_on()
    {
        set_num_threads(1); // one network, whose statistics are those of the whole batch
        using var scope = NewDisposeScope();
        using var faces = BandedFaces();
        TrainTeacher(faces);
        var options = Options with { Teacher = _teacher, TeacherShare = 1, MixupAlpha = 0.4, RandomErasing = 0.5 };
        using var state = NewState(options);
        Checkpoint.RestoreWeights(_teacher, state.Weights); // the loss of an untrained student is nearly the same for all targets
        var expected = LossesByHand();
        var sums = zeros(2, float64);

        NewTrainer(options, state, faces).Update(arange(FaceCount, int64), Seed, rate: 0.001, sums);

        Assert.Equal(expected.Seen, sums[0].item<double>() / FaceCount, Tolerance);
        Assert.True(Math.Abs(expected.Unmixed - expected.Seen) > 10 * Tolerance, $"{expected}");
        Assert.True(Math.Abs(expected.Stored - expected.Seen) > 10 * Tolerance, $"{expected}");

        (double Seen, double Unmixed, double Stored) LossesByHand()
        {
            using var noGradients = no_grad();
            manual_seed(Seed);
            var augmented = new BatchAugmenter(options.ToAugmentation()).Apply(faces.Images);
            var (seen, targets) = new MixupCutmix(options.ToAugmentation()).Apply(augmented, faces.Targets, new Random(Seed));
            var logits = state.Network.call(seen);
            return (Loss(seen), Loss(augmented), Loss(FaceTensors.Normalize(faces.Images)));

            double Loss(Tensor images) => new ClassificationLoss(options.ToLoss()).Loss(logits, targets, state.Teacher!.Probabilities(images)).item<float>();
        }
    }

    [Fact]
    public void Sam_updates_the_running_statistics_once_and_at_the_weights_that_are_kept()
    {
        using var scope = NewDisposeScope();
        using var faces = BandedFaces();
        var statistics = new[] { OptimizerKind.Sgd, OptimizerKind.Sam }.Select(optimizer =>
        {
            var options = Options with { Optimizer = optimizer };
            using var state = NewState(options);
            NewTrainer(options, state, faces).Update(arange(FaceCount, int64), Seed, rate: 0.001, zeros(2, float64));
            return state.Weights.Statistics.clone();
        }).ToList();

        Assert.True(statistics[0].eq(statistics[1]).all().item<bool>());
    }

    [CudaFact]
    public void Every_optimizer_updates_on_a_gpu_and_its_state_is_saved_and_restored()
    {
        using var scope = NewDisposeScope();
        using var faces = BandedFaces();
        using var onGpu = faces.CopyTo(CUDA);
        TrainTeacher(faces);
        Assert.All(Enum.GetValues<OptimizerKind>(), optimizer =>
        {
            var options = Options with { Optimizer = optimizer, EmaDecay = 0.9, MixupAlpha = 0.4, CutmixAlpha = 0.4, RandomErasing = 0.5, Teacher = _teacher };
            using var state = new TrainingState(options, EmotionClasses.Fer2013.Count, FaceCount, CUDA, Precision);
            using var restored = new TrainingState(options with { Seed = 3 }, EmotionClasses.Fer2013.Count, FaceCount, CUDA, Precision);
            var path = Path.Combine(Path.GetDirectoryName(_teacher)!, $"{optimizer}.safetensors");
            var order = arange(FaceCount, int64).to(CUDA);

            NewTrainer(options, state, onGpu).Update(order, Seed, rate: 0.001, zeros(2, float64, CUDA));
            Checkpoint.SaveRun(path, state.Tensors, new TrainingProgress(), options, EmotionClasses.Fer2013);
            Checkpoint.RestoreRun(path, restored.Tensors);
            foreach (var one in new[] { state, restored })
            {
                NewTrainer(options, one, onGpu).Update(order, Seed + 1, rate: 0.001, zeros(2, float64, CUDA));
            }

            AssertNear(state.Weights.Values, restored.Weights.Values);
            AssertNear(state.Average!.Weights.Statistics, restored.Average!.Weights.Statistics);
        });
    }

    [Theory]
    [InlineData(false, OptimizerKind.Muon, "the output of blocks.1.normalization2 became infinite or not a number in epoch 1, step 1;")]
    [InlineData(true, OptimizerKind.Muon, "the gradient of classifier.bias became infinite or not a number in epoch 1, step 1;")]
    [InlineData(true, OptimizerKind.Sam, "the gradient of classifier.bias became infinite or not a number in epoch 1, step 1;")]
    public void Gradients_that_are_not_finite_are_never_applied_and_the_layer_is_named(bool isOfTheLoss, OptimizerKind optimizer, string expected)
    {
        var options = Options with { Optimizer = optimizer };
        using var faces = BandedFaces();
        using var state = NewState(options);
        var parameters = state.Network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        using (no_grad())
        {
            if (isOfTheLoss)
            {
                faces.Targets[0].fill_(float.NaN);
            }
            else
            {
                parameters["blocks.1.normalization2.bias"].fill_(float.PositiveInfinity);
            }
        }

        var before = state.Weights.Values.detach().clone();

        var error = Assert.Throws<UserInputException>(
            () => NewTrainer(options, state, faces).Update(arange(FaceCount, int64), Seed, rate: 0.001, zeros(2, float64)));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.True(before.eq(state.Weights.Values).all().item<bool>());
    }

    // By their norm: AdamW makes as large a step of a gradient that is nearly zero, of which rounding decides the sign.
    private static void AssertNear(Tensor expected, Tensor actual) =>
        Assert.InRange(((expected - actual).norm() / expected.norm()).item<float>(), 0, 1e-3f);

    private static TrainingOptions Options =>
        NoStrength with { ModelType = "attention_emotion_net_small", BatchSize = FaceCount, DropoutRate = 0, EmaDecay = 0 };

    private static TrainingState NewState(TrainingOptions options) => new(options, EmotionClasses.Fer2013.Count, FaceCount, CPU, Precision);

    private static Trainer NewTrainer(TrainingOptions options, TrainingState state, FaceSet faces) =>
        new(options, state, faces, faces, new TrainingProgress(), budget: null, beginning: null, observers: [], new ClassificationLoss(options.ToLoss()));

    // A bright band whose place tells the class.
    private static FaceSet BandedFaces()
    {
        const int Bands = 3, BandHeight = FaceSet.ImageSize / Bands;
        var images = Random(FaceCount).div(4).to(uint8);
        for (var face = 0; face < FaceCount; face++)
        {
            images[face].narrow(1, face % Bands * BandHeight, BandHeight).fill_(255);
        }

        return FaceSet.FromLabels(images, [.. Enumerable.Range(0, FaceCount).Select(face => face % Bands)], EmotionClasses.Fer2013);
    }

    // Until its predictions differ clearly between images.
    private void TrainTeacher(FaceSet faces)
    {
        const int Updates = 30;
        using var state = NewState(Options with { Seed = 1 });
        var trainer = NewTrainer(Options, state, faces);
        for (var update = 0; update < Updates; update++)
        {
            trainer.Update(arange(FaceCount, int64), update, rate: 0.01, zeros(2, float64));
        }

        Checkpoint.SaveWeights(_teacher, state.Weights, new TrainingProgress(), Options, EmotionClasses.Fer2013);
    }
}
