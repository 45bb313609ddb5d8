using EmotionNet.Augmentation;
using EmotionNet.Data;
using EmotionNet.Inference;
using EmotionNet.Models;
using Onnx;
using TorchSharp.Modules;
using static EmotionNet.Export.OnnxGraphBuilder;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Convolution = EmotionNet.Models.Convolution;

namespace EmotionNet.Export;

/// <summary>
/// <see cref="AttentionEmotionNet"/> in evaluation mode as an ONNX graph, from grey levels to probabilities: the centre crop, the standardization of
/// each image, convolutions with their batch normalization folded into them, the classifier, the temperature, softmax.
/// </summary>
internal sealed class AttentionEmotionNetGraph
{
    /// <summary>The input, grey levels <c>float32 [N, 1, 48, 48]</c>, 0 to 255.</summary>
    public const string Faces = EmotionModel.Input;

    /// <summary>An output, <c>float32 [N, C]</c>: softmax of the logits divided by the temperature.</summary>
    public const string Probabilities = EmotionModel.Output;

    /// <summary>An output, <c>float32 [N, C]</c>: before the temperature.</summary>
    public const string Logits = "logits";

    private readonly OnnxGraphBuilder _builder;
    private readonly Dictionary<string, Module> _parts;

    private AttentionEmotionNetGraph(AttentionEmotionNet network, bool isHalf)
    {
        _builder = new(isHalf);
        _parts = network.named_modules().ToDictionary(part => part.name, part => part.module);
    }

    /// <summary>Writes a network as a graph.</summary>
    /// <param name="network">The network, on the CPU.</param>
    /// <param name="cropSize">The side of the centre crop that it is given, 48 for the whole face.</param>
    /// <param name="temperature">What the logits are divided by before softmax.</param>
    /// <param name="isHalf">Whether the weights are stored as float16.</param>
    public static GraphProto Create(AttentionEmotionNet network, int cropSize, double temperature, bool isHalf)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var graph = new AttentionEmotionNetGraph(network, isHalf);
        graph.Add(cropSize, temperature);
        return graph._builder.Graph;
    }

    private void Add(int cropSize, double temperature)
    {
        var faces = _builder.Input(Faces, "grey levels from 0 (black) to 255 (white), cropped faces", 1, FaceSet.ImageSize, FaceSet.ImageSize);
        var features = Standardize(Crop(faces, cropSize));
        features = Relu("stem", Normalized("stem.convolution", "stem.normalization", features));
        for (var index = 0; _parts.ContainsKey($"blocks.{index}"); index++)
        {
            features = Block($"blocks.{index}", features);
        }

        var pooled = _builder.Node("Flatten", "pooled", [_builder.Node("GlobalAveragePool", "pooled.mean", [features])], Attribute("axis", 1)); // [N, channels]
        var classifier = (Linear)_parts["classifier"];
        var weights = (string[])[_builder.Weight("classifier.weight", classifier.weight!), _builder.Weight("classifier.bias", classifier.bias!)];
        var logits = _builder.Node("Gemm", Logits, [pooled, .. weights], Attribute("transB", 1));
        var scaled = _builder.Node("Div", "logits.scaled", [logits, _builder.Number("temperature", temperature)]);
        _builder.Node("Softmax", Probabilities, [scaled], Attribute("axis", 1));
        var classCount = classifier.weight!.shape[0];
        _builder.Output(Probabilities, "calibrated probabilities of the classes", classCount);
        _builder.Output(Logits, "logits before the temperature", classCount);
    }

    private string Crop(string faces, int size)
    {
        if (size == FaceSet.ImageSize)
        {
            return faces;
        }

        var start = (FaceSet.ImageSize - size) / 2;
        return _builder.Node("Slice", "crop", [
            faces,
            _builder.Integers("crop.starts", start, start),
            _builder.Integers("crop.ends", start + size, start + size),
            _builder.Integers("crop.axes", 2, 3),
        ]);
    }

    // Grey levels are standardized as they are; scaling them first, as in training, would change the epsilon alone.
    private string Standardize(string faces)
    {
        var everyPixel = Attribute("axes", [1, 2, 3]);
        var mean = _builder.Node("ReduceMean", "standardize.mean", [faces], everyPixel); // [N, 1, 1, 1]
        var centred = _builder.Node("Sub", "standardize.centred", [faces, mean]);
        var square = _builder.Node("Mul", "standardize.square", [centred, centred]);
        var variance = _builder.Node("ReduceMean", "standardize.variance", [square], everyPixel);
        var deviation = _builder.Node("Sqrt", "standardize.deviation", [variance]);
        var epsilon = _builder.Number("standardize.epsilon", AttentionEmotionNet.Epsilon / FaceTensors.GreyStep);
        return _builder.Node("Div", "standardize", [centred, _builder.Node("Add", "standardize.divisor", [deviation, epsilon])]);
    }

    private string Block(string name, string input)
    {
        var activated = Relu($"{name}.activated", Normalized($"{name}.convolution1", $"{name}.normalization1", input));
        var residual = Normalized($"{name}.convolution2", $"{name}.normalization2", activated);
        var weighted = _builder.Node("Mul", $"{name}.weighted", [residual, Gate($"{name}.gate", residual)]);
        return Relu(name, _builder.Node("Add", $"{name}.sum", [Shortcut($"{name}.projection", input), weighted]));
    }

    // The two linear layers are 1×1 convolutions of a 1×1 image, so that a runtime need not rearrange the channels.
    private string Gate(string name, string features)
    {
        var mean = _builder.Node("GlobalAveragePool", $"{name}.mean", [features]); // [N, channels, 1, 1]
        var hidden = Relu($"{name}.hidden", Pointwise($"{name}.squeeze", mean));
        return _builder.Node("Sigmoid", name, [Pointwise($"{name}.excite", hidden)]);
    }

    private string Pointwise(string name, string input)
    {
        var linear = (Linear)_parts[name];
        var kernel = _builder.Weight($"{name}.weight", linear.weight!.view(linear.weight.shape[0], -1, 1, 1));
        return _builder.Node("Conv", name, [input, kernel, _builder.Weight($"{name}.bias", linear.bias!)], Attribute("kernel_shape", [1, 1]));
    }

    private string Shortcut(string name, string input)
    {
        if (!_parts.ContainsKey(name))
        {
            return input;
        }

        var averaged = _builder.Node(
            "AveragePool", $"{name}.averaged", [input], Attribute("kernel_shape", [2, 2]), Attribute("strides", [2, 2]), Attribute("ceil_mode", 1));
        return Normalized($"{name}.convolution", $"{name}.normalization", averaged);
    }

    private string Normalized(string convolutionName, string normalizationName, string input)
    {
        var convolution = (Convolution)_parts[convolutionName];
        var (kernel, bias) = NormalizedConvolution.Fold(convolution, (BatchNorm2d)_parts[normalizationName]);
        var (side, padding) = (kernel.shape[2], kernel.shape[2] / 2);
        return _builder.Node(
            "Conv",
            convolutionName,
            [input, _builder.Weight($"{convolutionName}.kernel", kernel), _builder.Weight($"{convolutionName}.bias", bias)],
            Attribute("kernel_shape", [side, side]),
            Attribute("pads", [padding, padding, padding, padding]),
            Attribute("strides", [convolution.Stride, convolution.Stride]));
    }

    private string Relu(string output, string input) => _builder.Node("Relu", output, [input]);
}
