using EmotionNet.Inference.Faces;

namespace EmotionNet.Inference;

/// <summary>A face and the probabilities of its emotions.</summary>
public sealed class FacePrediction
{
    internal FacePrediction(FaceDetection face, IReadOnlyList<string> classNames, IReadOnlyList<float> probabilities)
        : this(face.Box, classNames, probabilities) => (KeyPoints, DetectionScore) = (face.KeyPoints, face.Score);

    internal FacePrediction(FaceBox box, IReadOnlyList<string> classNames, IReadOnlyList<float> probabilities)
    {
        Box = box;
        ClassNames = classNames;
        Probabilities = probabilities;
        TopClass = Enumerable.Range(0, probabilities.Count).MaxBy(index => probabilities[index]);
    }

    /// <summary>Where the face is, in pixels of the upright image; all of the image where no face was looked for.</summary>
    public FaceBox Box { get; }

    /// <summary>Eyes, nose, mouth and ears; null where no face was looked for.</summary>
    public FaceKeyPoints? KeyPoints { get; private init; }

    /// <summary>The detector's probability that it is a face; null where no face was looked for.</summary>
    public float? DetectionScore { get; private init; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The calibrated probability of each class, in the order of <see cref="ClassNames"/>; their sum is 1.</summary>
    public IReadOnlyList<float> Probabilities { get; }

    /// <summary>The index of the most probable class.</summary>
    public int TopClass { get; }

    /// <summary>The <see cref="ClassifierOptions.Coverage"/> that was asked for, or null.</summary>
    public double? Coverage { get; private init; }

    /// <summary>
    /// The classes that are left at <see cref="Coverage"/>, the most probable first; at least one. Of faces like those that the model was calibrated on, at least that
    /// fraction has the true class in its set. Null where no coverage was asked for.
    /// </summary>
    public IReadOnlyList<string>? ClassSet { get; private init; }

    /// <summary>Whether a coverage was asked for and more than one class is left; <see cref="Emotion"/> is then not to be taken for an answer.</summary>
    public bool Abstains => ClassSet is { Count: > 1 };

    /// <summary>The most probable class.</summary>
    public string Emotion => ClassNames[TopClass];

    /// <summary>The probability of <see cref="Emotion"/>.</summary>
    public float Confidence => Probabilities[TopClass];

    /// <summary>The prediction with its set of classes.</summary>
    internal FacePrediction WithSet(double coverage, double threshold) => new(Box, ClassNames, Probabilities)
    {
        KeyPoints = KeyPoints,
        DetectionScore = DetectionScore,
        Coverage = coverage,
        ClassSet = [.. ConformalPrediction.Set(Probabilities, threshold).Select(index => ClassNames[index])],
    };
}
