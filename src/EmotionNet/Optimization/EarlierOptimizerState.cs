using static TorchSharp.torch;

namespace EmotionNet.Optimization;

/// <summary>
/// Reads the optimizer's state of checkpoints up to commit 1e8eea7, which held one tensor for all decayed weights and one for
/// the others: <c>muon.momentum</c>, <c>0.exp_avg</c>, <c>1.exp_avg_sq</c>, <c>0.momentum_buffer</c>, <c>0.step</c>.
/// </summary>
internal static class EarlierOptimizerState
{
    private static readonly (string Earlier, string Name, int Group)[] Names =
    [
        ("muon.momentum", "momentum", 0),
        ("0.momentum_buffer", "momentum", 0),
        ("1.momentum_buffer", "momentum", 1),
        ("0.exp_avg", "exp_avg", 0),
        ("1.exp_avg", "exp_avg", 1),
        ("0.exp_avg_sq", "exp_avg_sq", 0),
        ("1.exp_avg_sq", "exp_avg_sq", 1),
    ];

    /// <summary>The state with one tensor for each parameter, as it is where it already has these.</summary>
    /// <param name="state">As a checkpoint holds it.</param>
    /// <param name="weights">The parameters that it is for.</param>
    public static IReadOnlyDictionary<string, Tensor> ByParameter(IReadOnlyDictionary<string, Tensor> state, FlatParameters weights)
    {
        if (!state.ContainsKey("0.exp_avg") && !state.ContainsKey("0.momentum_buffer"))
        {
            return state;
        }

        var places = weights.Groups.SelectMany(group => group.Entries).ToDictionary(entry => entry.Name);
        var inModule = weights.NamedViews.Where(view => places.ContainsKey(view.Name)).Select(view => places[view.Name]).ToList();
        var byParameter = new Dictionary<string, Tensor>();
        if (state.TryGetValue("0.step", out var step))
        {
            byParameter["step"] = step;
        }

        foreach (var (earlier, name, group) in Names.Where(entry => state.ContainsKey(entry.Earlier)))
        {
            var offset = 0L;
            foreach (var entry in inModule.Where(entry => entry.Shape.Length < 2 == (group == 1)))
            {
                byParameter[$"{name}.{entry.Name}"] = (entry with { Offset = offset }).Of(state[earlier]);
                offset += entry.Length;
            }
        }

        return byParameter;
    }
}
