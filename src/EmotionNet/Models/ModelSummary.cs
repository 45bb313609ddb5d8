using EmotionNet.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>What a model consists of: a line for each part, read off one face sent through it.</summary>
/// <param name="Layers">The parts, in the order of the data's way.</param>
/// <param name="ParameterCount">Trainable numbers in all.</param>
/// <param name="MultiplyAddCount">Multiply-adds of convolutions and linear layers for one face.</param>
internal sealed record ModelSummary(IReadOnlyList<LayerSummary> Layers, long ParameterCount, long MultiplyAddCount)
{
    /// <summary>Builds the model and sends one face through it.</summary>
    /// <param name="modelType">A name of the registry.</param>
    /// <param name="classCount">7 or 8.</param>
    /// <exception cref="UserInputException">The model type is unknown.</exception>
    public static ModelSummary Describe(string modelType, int classCount)
    {
        TorchRuntime.Initialize();
        using var model = ModelRegistry.Create(modelType, new ModelConfiguration { ClassCount = classCount });
        using var noGradients = no_grad();
        using var face = zeros(1, 1, Data.FaceSet.ImageSize, Data.FaceSet.ImageSize);
        model.train(); // for scoring, normalizations are folded into the convolutions

        var layers = new List<LayerSummary>();
        foreach (var (name, part) in model.named_modules())
        {
            if (part is Module<Tensor, Tensor> layer && part != model && !part.named_children().Any())
            {
                layer.register_forward_hook((_, input, output) =>
                {
                    layers.Add(Summarize(name, layer, input, output));
                    return output;
                });
            }
        }

        using var logits = model.call(face);
        return new(layers, model.parameters().Sum(parameter => parameter.numel()), layers.Sum(layer => layer.MultiplyAdds));
    }

    private static LayerSummary Summarize(string name, Module<Tensor, Tensor> layer, Tensor input, Tensor output)
    {
        var weight = layer.named_parameters(recurse: false).Where(parameter => parameter.parameter.dim() >= 2).Select(parameter => parameter.parameter)
            .FirstOrDefault();
        var places = output.dim() == 4 ? output.shape[2] * output.shape[3] : 1;
        return new(
            name,
            layer.GetType().Name, // GetName says BatchNorm1d of a BatchNorm2d
            $"[{string.Join(", ", output.shape[1..])}]",
            layer.parameters().Sum(parameter => parameter.numel()),
            weight is null ? 0 : weight.numel() * places);
    }
}
