using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Explanation;
using EmotionNet.Models;
using EmotionNet.Runtime;
using EmotionNet.Tests.Export;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Explanation;

public sealed class FaceExplainerTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<bool, bool> Corners => new() { { false, false }, { true, false }, { false, true }, { true, true } };

    // The proof that the other tests rest on. The mean and the deviation of the whole face are in every logit, and an order does not change them.
    [Theory]
    [MemberData(nameof(Corners))]
    public void The_hand_made_network_depends_on_the_pixels_of_its_corner_alone(bool isRight, bool isBottom)
    {
        using var network = Load(CornerNetwork.Write(_folder.File("corner.safetensors"), isRight, isBottom));
        var face = CornerNetwork.Face(isRight, isBottom);

        var outside = Logits(network, Shuffled(face, pixel => !CornerNetwork.IsInCorner(pixel, isRight, isBottom)));
        var everywhere = Logits(network, Shuffled(face, _ => true));

        Assert.Equal(Logits(network, face)[0], outside[0], 1e-4);
        Assert.True(Logits(network, face)[0] - everywhere[0] > 1, $"{everywhere[0]}");
    }

    [Theory]
    [MemberData(nameof(Corners))]
    public void Both_methods_point_at_the_corner_that_a_network_looks_at(bool isRight, bool isBottom)
    {
        using var explainer = ExplainerOfCorner(isRight, isBottom);
        var face = CornerNetwork.Face(isRight, isBottom);

        foreach (var map in (HeatMap[])[explainer.GradCam(face, 0, stage: 4), explainer.Occlusion(face, 0)])
        {
            var peak = map.Peak!.Value;
            Assert.True(CornerNetwork.IsNear(peak.X, isRight) && CornerNetwork.IsNear(peak.Y, isBottom), $"{peak}");
            var opposite = map.Values.Where((_, pixel) => CornerNetwork.IsInCorner(pixel, !isRight, !isBottom));
            Assert.InRange(opposite.Max(), -1, 0.1 * map.Maximum);
        }
    }

    [Fact]
    public void Nothing_speaks_for_a_class_that_the_network_never_raises()
    {
        using var explainer = ExplainerOfCorner(isRight: true, isBottom: true);
        var face = CornerNetwork.Face(isRight: true, isBottom: true);

        Assert.Null(explainer.GradCam(face, 3, stage: 4).Peak);
        Assert.True(explainer.Occlusion(face, 3) is var map && map.Minimum < 5 * -map.Maximum, $"{map.Minimum} {map.Maximum}"); // without the corner it is more probable
    }

    [Theory]
    [InlineData(1, 24)]
    [InlineData(4, 3)]
    public void The_stages_taken_apart_give_the_logits_of_the_network(int stage, int side)
    {
        using var network = Load(RandomCheckpoint.Write(_folder.File("random.safetensors"), "attention_emotion_net"));
        using var noGradients = no_grad();
        var face = rand(2, 1, 48, 48);

        var features = network.FeaturesAfter(stage, face);

        Assert.Equal([2, side, side], [features.shape[0], features.shape[2], features.shape[3]]);
        Assert.True(allclose(network.call(face), network.LogitsFrom(stage, features), 1e-5, 1e-5));
    }

    // Behind the last stage are a mean and a linear layer, so the gradient is a row of the classifier: class activation mapping (Zhou et al. 2016).
    [Fact]
    public void Grad_cam_of_the_last_stage_is_the_features_weighted_by_the_classifier()
    {
        using var network = Load(RandomCheckpoint.Write(_folder.File("random.safetensors")));
        var face = rand(1, 1, 48, 48);

        using var map = GradCam.Of(network, face, classIndex: 2, stage: 4);

        using var noGradients = no_grad();
        var row = network.named_parameters().First(entry => entry.name == "classifier.weight").parameter[2];
        var expected = (network.FeaturesAfter(4, face)[0] * row.view(-1, 1, 1)).sum([0L]).relu(); // [3, 3]
        var enlarged = nn.functional.interpolate(expected.view(1, 1, 3, 3), [48, 48], mode: InterpolationMode.Bilinear)[0, 0];
        Assert.True(expected.max().item<float>() > 0);
        Assert.True(allclose(map, enlarged / enlarged.max(), 1e-4, 1e-5));
    }

    [Fact]
    public void Explaining_leaves_no_gradients_in_the_network()
    {
        using var network = Load(RandomCheckpoint.Write(_folder.File("random.safetensors")));

        using var map = GradCam.Of(network, rand(1, 1, 48, 48), classIndex: 0, stage: 2);

        Assert.All(network.parameters(), parameter => Assert.True(parameter.grad is not { } gradient || gradient.count_nonzero().item<long>() == 0));
    }

    [Fact]
    public void A_network_of_crops_has_no_value_around_its_crop()
    {
        using var explainer = new FaceExplainer(Load(RandomCheckpoint.Write(_folder.File("random.safetensors"), cropSize: 42)), cropSize: 42, temperature: 1);

        var map = explainer.Occlusion(CornerNetwork.Face(isRight: true, isBottom: true), 0);

        Assert.All(Enumerable.Range(0, 3 * FaceSet.ImageSize), pixel => Assert.Equal(0, map.Values[pixel]));
        Assert.NotEqual(0, map.Values[(24 * FaceSet.ImageSize) + 24]);
        Assert.NotEqual(0, map.Values[(44 * FaceSet.ImageSize) + 44]); // the last place of the square is at the edge
    }

    private FaceExplainer ExplainerOfCorner(bool isRight, bool isBottom) =>
        new(Load(CornerNetwork.Write(_folder.File("corner.safetensors"), isRight, isBottom)), FaceSet.ImageSize, temperature: 1);

    private static AttentionEmotionNet Load(string path) =>
        (AttentionEmotionNet)Checkpoint.LoadNetwork(path, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));

    private static float[] Logits(AttentionEmotionNet network, byte[] face)
    {
        using var noGradients = no_grad();
        return network.call(FaceTensors.Normalize(FaceSet.ImagesOf(face))).data<float>().ToArray();
    }

    private static byte[] Shuffled(byte[] face, Func<int, bool> moves)
    {
        int[] places = [.. Enumerable.Range(0, face.Length).Where(moves)];
        int[] from = [.. places];
        new Random(2).Shuffle(from);
        byte[] shuffled = [.. face];
        for (var index = 0; index < places.Length; index++)
        {
            shuffled[places[index]] = face[from[index]];
        }

        return shuffled;
    }
}
