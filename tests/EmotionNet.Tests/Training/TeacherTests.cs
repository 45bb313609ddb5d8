using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Numerics;
using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

public sealed class TeacherTests : IDisposable
{
    private const int FaceCount = 1030; // more than are scored between two looks at the stop signal
    private static readonly ComputePrecision Precision = ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU);

    private readonly string _folder = Directory.CreateTempSubdirectory("emotionnet-teacher").FullName;
    private readonly FaceSet _faces;

    public TeacherTests()
    {
        var pixels = new byte[FaceCount * FaceSet.PixelCount];
        new Random(1).NextBytes(pixels);
        _faces = FaceSet.FromLabels(pixels, new int[FaceCount], EmotionClasses.Fer2013);
    }

    public void Dispose()
    {
        _faces.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Several_teachers_say_the_mean_of_what_each_says_of_a_face_and_its_mirror_image()
    {
        var (one, other) = (Untrained(seed: 1), Untrained(seed: 2));

        using var learner = Asked($"{one}, {other}", CancellationToken.None, out var progress, out var asked);

        using var expected = (Probabilities(one) + Probabilities(other)) / 2;
        Assert.True(allclose(expected, learner.TeacherPredictions!, 1e-4, 1e-6));
        Assert.Equal([one, other], asked);
        Assert.Equal(_faces.Fingerprint(), progress.FacesTaught);
    }

    [Fact]
    public void A_stop_between_two_teachers_leaves_no_half_an_answer()
    {
        using var stop = new CancellationTokenSource();
        var (one, other) = (Untrained(seed: 1), Untrained(seed: 2));

        using var learner = Asked($"{one},{other}", stop.Token, out var progress, out var asked, onAsked: file =>
        {
            if (file == other)
            {
                stop.Cancel();
            }
        });

        Assert.Equal([one, other], asked);
        Assert.Null(learner.TeacherPredictions);
        Assert.Null(progress.FacesTaught);
    }

    private static TrainingOptions Options(int seed) => new() { ModelType = "attention_emotion_net_small", Seed = seed, EmaDecay = 0 };

    private Learner NewLearner(int seed) => new(Options(seed), _faces.ClassNames.Count, FaceCount, CPU, Precision);

    private string Untrained(int seed)
    {
        using var learner = NewLearner(seed);
        var path = Path.Combine(_folder, $"{seed}.safetensors");
        Checkpoint.SaveWeights(path, learner.Weights, new TrainingProgress(), Options(seed), _faces.ClassNames);
        return path;
    }

    private Tensor Probabilities(string file)
    {
        using var noGradients = no_grad();
        using var network = Checkpoint.LoadNetwork(file, CPU, Precision);
        return Evaluator.LogProbabilities(network, _faces.Images, new FaceViews(TestTimeViews.Flip, FaceSet.ImageSize)).exp();
    }

    private Learner Asked(string teachers, CancellationToken stop, out TrainingProgress progress, out List<string> asked, Action<string>? onAsked = null)
    {
        var files = new List<string>();
        var learner = NewLearner(seed: 3);
        progress = new TrainingProgress { TotalUpdates = 1 };
        Teacher.Ask(Options(seed: 3) with { Teacher = teachers }, _faces, Precision, learner, progress, [new TeacherListener(file => { files.Add(file); onAsked?.Invoke(file); })], stop);
        asked = files;
        return learner;
    }
}
