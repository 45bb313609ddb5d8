using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Losses;
using EmotionNet.Runtime;
using EmotionNet.Training;
using static EmotionNet.Tests.Augmentation.Faces;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

public sealed class TrainingStepTests : IDisposable
{
    private const int FaceCount = 32;
    private const int Seed = 5;
    private const double Tolerance = 1e-4;
    private static readonly ComputePrecision Precision = ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU);

    private readonly string _teacher = Path.Combine(Directory.CreateTempSubdirectory("emotionnet-step").FullName, "teacher.safetensors");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_teacher)!, recursive: true);

    [Fact]
    public void The_teacher_is_asked_of_the_augmented_and_mixed_picture_that_the_student_sees()
    {
        set_num_threads(1); // one network, whose statistics are those of the whole batch
        using var scope = NewDisposeScope();
        using var faces = BandedFaces();
        TrainTeacher(faces);
        var options = Options with { Teacher = _teacher, TeacherShare = 1, MixupAlpha = 0.4, RandomErasing = 0.5 };
        using var state = NewState(options);
        Checkpoint.RestoreWeights(_teacher, state.Weights); // an untrained student is so undecided that its loss does not tell answers apart
        var expected = LossesByHand();
        var sums = zeros(2, float64);

        new TrainingStep(options, state, faces).Take(arange(FaceCount, int64), Seed, rate: 0.001, updates: 0, sums);

        Assert.Equal(expected.Seen, sums[0].item<double>() / FaceCount, Tolerance);
        Assert.True(Math.Abs(expected.Unmixed - expected.Seen) > 10 * Tolerance, $"{expected}");
        Assert.True(Math.Abs(expected.Stored - expected.Seen) > 10 * Tolerance, $"{expected}");

        (double Seen, double Unmixed, double Stored) LossesByHand()
        {
            using var noGradients = no_grad();
            manual_seed(Seed);
            var augmented = new BatchAugmenter(options).Apply(faces.Images);
            var (seen, targets) = MixupCutmix.Apply(augmented, faces.Targets, options.MixupAlpha, 0, new Random(Seed));
            var logits = state.Network.call(seen);
            return (Loss(seen), Loss(augmented), Loss(FaceTensors.Normalize(faces.Images)));

            double Loss(Tensor asked) => new ClassificationLoss(options).Loss(logits, targets, state.Teacher!.Probabilities(asked)).item<float>();
        }
    }

    private static TrainingOptions Options =>
        NoStrength with { ModelType = "attention_emotion_net_small", BatchSize = FaceCount, DropoutRate = 0, EmaDecay = 0 };

    private static TrainingState NewState(TrainingOptions options) => new(options, EmotionClasses.Fer2013.Count, FaceCount, CPU, Precision);

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

    // Until what it says of one picture is far from what it says of another.
    private void TrainTeacher(FaceSet faces)
    {
        const int Updates = 30;
        using var state = NewState(Options with { Seed = 1 });
        var step = new TrainingStep(Options, state, faces);
        for (var update = 0; update < Updates; update++)
        {
            step.Take(arange(FaceCount, int64), update, rate: 0.01, update, zeros(2, float64));
        }

        Checkpoint.SaveWeights(_teacher, state.Weights, new TrainingProgress(), Options, EmotionClasses.Fer2013);
    }
}
