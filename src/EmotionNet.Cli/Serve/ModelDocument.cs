using EmotionNet.Inference;

namespace EmotionNet.Cli.Serve;

/// <summary>The answer of <c>GET /v1/model</c>.</summary>
/// <param name="Classes">The class names.</param>
/// <param name="Metadata">What the model's file says of itself.</param>
/// <param name="Coverage">How often the set of a face holds the true class; null where there are no sets.</param>
/// <param name="Version">The version of the program.</param>
internal sealed record ModelDocument(IReadOnlyList<string> Classes, IReadOnlyDictionary<string, string> Metadata, double? Coverage, string Version)
{
    /// <summary>Describes a classifier.</summary>
    public static ModelDocument Of(EmotionClassifier classifier) => new(classifier.ClassNames, classifier.Metadata, classifier.Coverage, EmotionServer.Version);
}
