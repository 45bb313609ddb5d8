using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Models;

/// <summary>Finds the layer of a network where numbers stop being finite.</summary>
internal static class NonFiniteLayer
{
    /// <summary>Runs a network forward and looks at the output of each of its modules.</summary>
    /// <param name="network">The network, in the mode that it is in.</param>
    /// <param name="images">Its input, <c>float32 [N, 1, S, S]</c>.</param>
    /// <returns>The name of the first module whose output is infinite or not a number; null where none is.</returns>
    public static string? Find(Module<Tensor, Tensor> network, Tensor images)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        string? first = null;
        var removals = new List<Action>();
        foreach (var (name, module) in network.named_modules())
        {
            if (module is Module<Tensor, Tensor> layer)
            {
                var hook = layer.register_forward_hook((_, _, output) =>
                {
                    first ??= output.isfinite().all().item<bool>() ? null : name;
                    return output;
                });
                removals.Add(hook.remove);
            }
        }

        try
        {
            network.call(images);
        }
        finally
        {
            removals.ForEach(remove => remove());
        }

        return first;
    }
}
