using EmotionNet.Optimization;
using static TorchSharp.torch;

namespace EmotionNet.Checkpoints;

/// <summary>Copies the tensors of a checkpoint into the weights of a network.</summary>
internal static class WeightCopy
{
    /// <summary>Copies all weights of a network of the same architecture and classes.</summary>
    /// <param name="source">The tensors of the checkpoint.</param>
    /// <param name="prefix">What stands before their names.</param>
    /// <param name="weights">Receives them.</param>
    /// <param name="path">The checkpoint, for messages.</param>
    /// <exception cref="UserInputException">A tensor is missing or has another shape.</exception>
    public static void All(IReadOnlyDictionary<string, Tensor> source, string prefix, FlatParameters weights, string path) =>
        Copy(source, prefix, weights.NamedViews, path);

    /// <summary>Copies the weights of a network of the same architecture with other classes.</summary>
    /// <param name="source">The tensors of the checkpoint.</param>
    /// <param name="weights">Receives them.</param>
    /// <param name="isOfClasses">Whether a parameter of that name has a row for each class.</param>
    /// <param name="rows">For each class of the network its row in the checkpoint; null for a row that stays as it is.</param>
    /// <param name="path">The checkpoint, for messages.</param>
    /// <exception cref="UserInputException">A tensor is missing or has another shape.</exception>
    public static void ByClass(
        IReadOnlyDictionary<string, Tensor> source, FlatParameters weights, Func<string, bool> isOfClasses, IReadOnlyList<int?> rows, string path)
    {
        var views = weights.NamedViews.ToLookup(entry => isOfClasses(entry.Name));
        Copy(source, "", views[false], path);
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, view) in views[true])
        {
            if (!source.TryGetValue(name, out var saved) || !saved.shape.Skip(1).SequenceEqual(view.shape.Skip(1)) || rows.Any(row => row >= saved.shape[0]))
            {
                throw OtherModel(name, path);
            }

            foreach (var (row, from) in rows.Index())
            {
                if (from is { } savedRow)
                {
                    view[row].copy_(saved[savedRow]);
                }
            }
        }
    }

    private static void Copy(
        IReadOnlyDictionary<string, Tensor> source, string prefix, IEnumerable<(string Name, Tensor View)> views, string path)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, view) in views)
        {
            if (!source.TryGetValue(prefix + name, out var saved) || !saved.shape.SequenceEqual(view.shape))
            {
                throw OtherModel(prefix + name, path);
            }

            view.copy_(saved);
        }
    }

    private static UserInputException OtherModel(string name, string path) => new(
        $"the checkpoint is of another model: {name} is missing or has another shape",
        "use the `model-type`, the `mode` and the `ema-decay` that the checkpoint was trained with",
        path);
}
