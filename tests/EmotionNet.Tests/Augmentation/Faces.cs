using EmotionNet.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Augmentation;

internal static class Faces
{
    public static readonly TrainingOptions NoStrength = new()
    {
        RotationDegrees = 0,
        TranslationFraction = 0,
        ScaleFraction = 0,
        BrightnessContrastFraction = 0,
        RandomErasing = 0,
        CropSize = 48,
    };

    /// <summary>Random grey, different in every face.</summary>
    public static Tensor Random(int count, long seed = 1)
    {
        manual_seed(seed);
        return randint(0, 256, [count, 1, 48, 48], dtype: uint8);
    }

    /// <summary>The same smooth picture in every face, so that what differs afterwards differs by chance.</summary>
    public static Tensor Same(int count)
    {
        using var ramp = arange(48, float32).mul(5);
        return ramp.view(1, 1, 1, 48).add(ramp.view(1, 1, 48, 1)).div(2).to(uint8).expand(count, 1, 48, 48).contiguous();
    }

    /// <summary>Whether two tensors agree to the bit.</summary>
    public static bool Identical(this Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return a.eq(b).all().item<bool>();
    }

    /// <summary>Runs an action and tells how many tensors it left alive.</summary>
    public static long LeftAlive(Action action)
    {
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        action();
        return DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount - before;
    }
}
