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
    public FaceKeyPoints? KeyPoints { get; }

    /// <summary>The detector's probability that it is a face; null where no face was looked for.</summary>
    public float? DetectionScore { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The calibrated probability of each class, in the order of <see cref="ClassNames"/>; their sum is 1.</summary>
    public IReadOnlyList<float> Probabilities { get; }

    /// <summary>The index of the most probable class.</summary>
    public int TopClass { get; }

    /// <summary>The most probable class.</summary>
    public string Emotion => ClassNames[TopClass];

    /// <summary>The probability of <see cref="Emotion"/>.</summary>
    public float Confidence => Probabilities[TopClass];
}
