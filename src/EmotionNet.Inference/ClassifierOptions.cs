using EmotionNet.Inference.Faces;

namespace EmotionNet.Inference;

/// <summary>How faces are found and classified.</summary>
public readonly record struct ClassifierOptions()
{
    /// <summary>The side of the smallest face to look for, 20 or more pixels of the image; smaller faces may be found as well. Small values cost time.</summary>
    public int MinimumFaceSize { get; init; } = FaceDetectorOptions.DefaultMinimumFaceSize;

    /// <summary>The detector's score below which a box is not a face, above 0 and below 1.</summary>
    public float MinimumScore { get; init; } = FaceDetectorOptions.DefaultMinimumScore;

    /// <summary>The threads that compute one call.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The probability, from 0.5 to 0.995, with which a prediction's set of classes is to hold the true one (<see cref="FacePrediction.ClassSet"/>); null makes no sets.
    /// The model must have been exported with data, and be one alone.
    /// </summary>
    public double? Coverage { get; init; }

    /// <summary>The part that concerns the detector.</summary>
    internal FaceDetectorOptions Detector => new() { MinimumFaceSize = MinimumFaceSize, MinimumScore = MinimumScore, Threads = Threads };
}
