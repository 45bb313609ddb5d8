namespace EmotionNet.Data;

/// <summary>Compares the classes of a network with those of data, in the order of the outputs.</summary>
internal static class ClassAgreement
{
    /// <summary>What differs, as a clause; null where nothing does.</summary>
    /// <param name="ofNetwork">The class names of the network.</param>
    /// <param name="ofData">Those of the data.</param>
    public static string? Difference(IReadOnlyList<string> ofNetwork, IReadOnlyList<string> ofData)
    {
        if (ofNetwork.Count != ofData.Count)
        {
            return $"the checkpoint's network has {ofNetwork.Count} classes and the data has {ofData.Count}";
        }

        var index = Enumerable.Range(0, ofData.Count).FirstOrDefault(index => ofNetwork[index] != ofData[index], -1);
        return index < 0 ? null : $"class {index} of the checkpoint's network is {ofNetwork[index]}, and that of the data is {ofData[index]}";
    }
}
