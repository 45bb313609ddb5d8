using EmotionNet.Data;

namespace EmotionNet.Export;

/// <summary>Which output of a model is which class of the data, by name; <c>anger</c> and <c>angry</c> are one name.</summary>
/// <param name="Outputs">For each class of the data the index of the output, or null where the model does not have the class.</param>
/// <param name="Missing">Classes of the data that the model does not have: it is always wrong on them.</param>
/// <param name="Ignored">Classes of the model that the data does not have: their probability is shared among the others.</param>
internal sealed record ClassMapping(IReadOnlyList<int?> Outputs, IReadOnlyList<string> Missing, IReadOnlyList<string> Ignored)
{
    /// <summary>Maps the classes of a model to those of a data set.</summary>
    /// <param name="ofModel">The class names in the order of the outputs.</param>
    /// <param name="ofData">The class names of the data.</param>
    /// <param name="path">The model, for messages.</param>
    /// <exception cref="UserInputException">A class of the data has two outputs, or fewer than two classes are common to both.</exception>
    public static ClassMapping Of(IReadOnlyList<string> ofModel, IReadOnlyList<string> ofData, string path)
    {
        if (ofModel.SequenceEqual(ofData))
        {
            return new([.. Enumerable.Range(0, ofData.Count)], [], []);
        }

        var names = ofModel.Select(EmotionNames.Canonical).ToList();
        var outputs = new int?[ofData.Count];
        for (var index = 0; index < ofData.Count; index++)
        {
            var name = EmotionNames.Canonical(ofData[index]);
            outputs[index] = names.IndexOf(name) is >= 0 and var output ? output : null;
            if (outputs[index] is { } first && names.LastIndexOf(name) is var last && last != first)
            {
                throw new UserInputException($"{ofModel[first]} and {ofModel[last]} are the same class", "give `classes` a name for each output", path);
            }
        }

        if (outputs.Count(output => output is not null) < 2)
        {
            throw new UserInputException(
                $"the model's classes ({string.Join(", ", ofModel)}) are not those of the data ({string.Join(", ", ofData)})",
                "give `classes` the names of the outputs in their order",
                path);
        }

        return new(
            outputs,
            [.. ofData.Where((_, index) => outputs[index] is null)],
            [.. ofModel.Where((_, index) => !outputs.Contains(index))]);
    }

    /// <summary>Whether all classes of a data set are among those of a model.</summary>
    public static bool Covers(IReadOnlyList<string> ofModel, IReadOnlyList<string> ofData) =>
        !ofData.Select(EmotionNames.Canonical).Except(ofModel.Select(EmotionNames.Canonical)).Any();
}
