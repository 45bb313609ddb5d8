using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Data.Duplicates;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;

namespace EmotionNet.Export;

/// <summary>Calibrates a model for <see cref="ClassifierOptions.Coverage"/>: classifies validation faces exactly as <c>predict</c> does, once and with their mirror images.</summary>
internal static class ConformalFit
{
    /// <summary>Finds the thresholds.</summary>
    /// <param name="model">The content of an <c>.onnx</c> file.</param>
    /// <param name="temperature">The temperature in it.</param>
    /// <param name="data">
    /// Data with a validation split. Faces with a near-duplicate in its training split are left out: the network knows them, and would seem surer and more often right
    /// than it is on new ones.
    /// </param>
    /// <exception cref="UserInputException">The data has no validation split, or other classes than the model.</exception>
    public static ConformalCalibration Fit(byte[] model, double temperature, EmotionDataset data)
    {
        var validation = CheckpointEvaluation.FacesOf(data, DataSplit.Validation);
        using var withoutDuplicates = LeakageFilter.Without(validation, data.Training);
        var faces = withoutDuplicates ?? validation;
        using var classifier = EmotionClassifier.Load(new ClassifierOptions(), model);
        var labels = faces.LabelArray();
        return ClassAgreement.Difference(classifier.ClassNames, faces.ClassNames) is { } difference
            ? throw new UserInputException(difference, "give the data set that the network was trained on")
            : ConformalCalibration.Of(temperature, Scores(isMirrored: false), Scores(isMirrored: true));

        List<double> Scores(bool isMirrored)
        {
            var box = new FaceBox(0, 0, FaceSet.ImageSize, FaceSet.ImageSize);
            FaceDetection? detection = isMirrored ? new FaceDetection(box, default, 1) : null; // a face that was detected is averaged
            var aligned = faces.PixelRows().Select(pixels => new AlignedFace(box, detection, pixels)).ToList();
            var predictions = classifier.Classify(aligned, CancellationToken.None);
            return [.. predictions.Select((prediction, face) => ConformalPrediction.Score(prediction.Probabilities[(int)labels[face]]))];
        }
    }
}
