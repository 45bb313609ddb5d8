using System.Globalization;
using EmotionNet.Augmentation;
using EmotionNet.Data;
using Microsoft.ML.OnnxRuntime;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Export;

/// <summary>The images that an ONNX model takes, and the way to them.</summary>
/// <param name="Name">The name of the input.</param>
/// <param name="Batch">Images that it takes at a time, or null for any number.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Size">Pixels of a side.</param>
/// <param name="IsChannelsLast">Whether the channels are the last dimension, as in Keras.</param>
/// <param name="Range">What black and white become: one pair, or one for each channel.</param>
internal sealed record OnnxImageInput(string Name, int? Batch, int Channels, int Size, bool IsChannelsLast, IReadOnlyList<double> Range)
{
    private static readonly double[] GreyLevels = [0, 255];

    /// <summary>Brings together what the model says of itself and what the user says of it.</summary>
    /// <exception cref="UserInputException">The two contradict each other, or the model does not take images.</exception>
    public static OnnxImageInput Resolve(IReadOnlyDictionary<string, NodeMetadata> inputs, OnnxInput given, string path)
    {
        var names = string.Join(", ", inputs.Keys);
        if (given.Name is { } name && !inputs.ContainsKey(name))
        {
            throw new UserInputException($"the model has no input \"{name}\"", $"give `input-name` one of: {names}", path);
        }

        if (inputs.Count == 0 || (given.Name is null && inputs.Count > 1))
        {
            throw new UserInputException(
                $"the model has {inputs.Count} inputs ({names})",
                inputs.Count == 0 ? "score a model that takes images" : "give `input-name` the one that takes the images",
                path);
        }

        // Initializers are not among them; where the model needs a further input, ONNX Runtime says so when it runs.
        var inputName = given.Name ?? inputs.Keys.Single();
        var input = inputs[inputName];
        if (!input.IsTensor || input.ElementType != typeof(float) || input.Dimensions.Length != 4)
        {
            throw new UserInputException(
                $"the model's input {inputName} is not float32 of four dimensions", "score a model that takes a batch of images", path);
        }

        var isChannelsLast = input.Dimensions[1] is not (1 or 3) && input.Dimensions[3] is 1 or 3;
        var (batch, channels) = (input.Dimensions[0], input.Dimensions[isChannelsLast ? 3 : 1]);
        var (height, width) = isChannelsLast ? (input.Dimensions[1], input.Dimensions[2]) : (input.Dimensions[2], input.Dimensions[3]);
        var size = Agree("input-size", height, given.Size, FaceSet.ImageSize, path);
        if (Agree("input-size", width, given.Size, size, path) != size)
        {
            throw new UserInputException($"the model takes images of {width}×{height} pixels", "score a model that takes square images", path);
        }

        var channelCount = Agree("channels", channels, given.Channels, 1, path);
        var range = given.Range ?? GreyLevels;
        return channelCount is 1 or 3 && (range.Count == 2 || range.Count == 2 * channelCount)
            ? new(inputName, batch > 0 ? batch : null, channelCount, size, isChannelsLast, range)
            : throw new UserInputException(
                $"the model takes {channelCount} channels and `input-range` has {range.Count} numbers",
                "give two numbers, what black and white become, or two for each of one or three channels",
                path);
    }

    /// <summary>From what the networks of this program take to what this model takes.</summary>
    /// <param name="normalized"><c>float32 [N, 1, S, S]</c> as <see cref="FaceTensors.Normalize"/> gives it.</param>
    /// <returns><c>float32 [N, channels, size, size]</c>, or with the channels last; contiguous.</returns>
    public Tensor Convert(Tensor normalized)
    {
        using var scope = NewDisposeScope();
        var fractions = (normalized - Kept(FaceTensors.Black)) / Kept(-2 * FaceTensors.Black); // 0 to 1
        var sized = normalized.shape[2] == Size
            ? fractions
            : functional.interpolate(fractions, [Size, Size], mode: InterpolationMode.Bilinear, align_corners: false);
        var low = tensor(Range.Where((_, index) => index % 2 == 0).ToArray(), dtype: float32).view(1, -1, 1, 1);
        var high = tensor(Range.Where((_, index) => index % 2 == 1).ToArray(), dtype: float32).view(1, -1, 1, 1);
        var ranged = ((sized * (high - low)) + low).expand(-1, Channels, -1, -1);
        return (IsChannelsLast ? ranged.permute(0, 2, 3, 1) : ranged).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>For a person.</summary>
    public override string ToString()
    {
        var range = string.Join(", ", Range.Chunk(2).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair[0]} to {pair[1]}")));
        return $"{Name}, {Channels} {(Channels == 1 ? "channel" : "channels")}{(IsChannelsLast ? " (last dimension)" : "")}, {Size}×{Size} pixels, {range}";
    }

    private static int Agree(string setting, int ofModel, int? given, int usual, string path) =>
        ofModel > 0 && given is { } value && value != ofModel
            ? throw new UserInputException($"the model takes {ofModel} and `{setting}` is {value}", $"leave out `{setting}`", path)
            : ofModel > 0 ? ofModel : given ?? usual;
}
