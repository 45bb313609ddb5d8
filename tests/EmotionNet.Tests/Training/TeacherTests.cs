using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Losses;
using EmotionNet.Runtime;
using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

public sealed class TeacherTests : IDisposable
{
    private static readonly ComputePrecision Precision = ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU);

    private readonly string _folder = Directory.CreateTempSubdirectory("emotionnet-teacher").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Several_teachers_say_the_mean_of_what_each_says_of_a_picture()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var images = randn(8, 1, 48, 48);
        var (one, other) = (Untrained(seed: 1), Untrained(seed: 2));
        using var both = Loaded($"{one}, {other}")!;

        var predictions = both.Probabilities(images);

        Assert.True(allclose((Alone(one) + Alone(other)) / 2, predictions, 1e-4, 1e-6));
        Assert.False(allclose(Alone(one), Alone(other), 1e-4, 1e-6));

        Tensor Alone(string file)
        {
            using var network = Checkpoint.LoadNetwork(file, CPU, Precision);
            return network.call(images).softmax(1);
        }
    }

    [Fact]
    public void Teacher_predictions_are_soft_targets_and_do_not_change_the_teacher()
    {
        using var scope = NewDisposeScope();
        using var teacher = Loaded(Untrained(seed: 1))!;
        var (images, logits) = (randn(8, 1, 48, 48), zeros(8, 7).requires_grad_());

        var predictions = teacher.Probabilities(images);
        new ClassificationLoss(new() { TeacherShare = 1 }).Loss(logits, predictions, predictions).backward();

        Assert.False(predictions.requires_grad);
        Assert.True(allclose(logits.grad!, (1.0 / 7 - predictions) / 8, 1e-4, 1e-6));
        Assert.True(predictions.eq(teacher.Probabilities(images)).all().item<bool>());
    }

    [Fact]
    public void A_student_begins_with_the_weights_it_would_have_without_a_teacher()
    {
        using var alone = NewState(Options(seed: 3));
        using var distilled = NewState(Options(seed: 3) with { Teacher = Untrained(seed: 1) });

        Assert.True(alone.Weights.Values.eq(distilled.Weights.Values).all().item<bool>());
    }

    [Fact]
    public void A_teacher_is_known_by_what_its_file_holds()
    {
        var (one, other) = (Untrained(seed: 1), Untrained(seed: 2));
        var moved = Path.Combine(_folder, "moved.safetensors");
        File.Copy(one, moved);

        Assert.Equal(
            Teacher.Digests(Options(3) with { Teacher = $"{one},{other}" }),
            Teacher.Digests(Options(3) with { Teacher = $"{moved},{other}" }));
        Assert.NotEqual(Teacher.Digests(Options(3) with { Teacher = one }), Teacher.Digests(Options(3) with { Teacher = other }));
        Assert.Empty(Teacher.Digests(Options(3)));
    }

    [Fact]
    public void A_run_is_a_teacher_by_its_directory()
    {
        var file = Untrained(seed: 1);
        var run = Directory.CreateDirectory(Path.Combine(_folder, "run")).FullName;
        File.Copy(file, Path.Combine(run, Checkpoint.BestFile));

        Teacher.Check(Options(3) with { Teacher = run }, EmotionClasses.Fer2013);

        Assert.Equal(Teacher.Digests(Options(3) with { Teacher = file }), Teacher.Digests(Options(3) with { Teacher = run }));
        using var teacher = Loaded(run);
        Assert.NotNull(teacher);
    }

    private static TrainingOptions Options(int seed) => new() { ModelType = "attention_emotion_net_small", Seed = seed, EmaDecay = 0 };

    private static TrainingState NewState(TrainingOptions options) => new(options, EmotionClasses.Fer2013.Count, imageCount: 1000, CPU, Precision);

    private static Teacher? Loaded(string files) => Teacher.Load(Options(seed: 3) with { Teacher = files }, CPU, Precision);

    private string Untrained(int seed)
    {
        using var state = NewState(Options(seed));
        var path = Path.Combine(_folder, $"{seed}.safetensors");
        Checkpoint.SaveWeights(path, state.Weights, new TrainingProgress(), Options(seed), EmotionClasses.Fer2013);
        return path;
    }
}
