using EmotionNet.Checkpoints;
using EmotionNet.Cli.Options;
using EmotionNet.Cli.Predict;
using EmotionNet.Data;
using EmotionNet.Explanation;
using EmotionNet.Export;
using EmotionNet.Files;
using EmotionNet.Inference;
using EmotionNet.Models;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Cli.Explain;

/// <summary>Finds the faces, maps them and draws the maps. Predictions are those of <c>predict</c>: the same detection, crops and probabilities.</summary>
/// <param name="request">What was asked for.</param>
internal sealed class ExplainRun(ExplainRequest request)
{
    private const int BatchSize = 64;

    /// <summary>How many images were skipped.</summary>
    public int Skipped { get; private set; }

    /// <summary>Runs.</summary>
    /// <param name="errors">Receives a sentence for each image that is skipped.</param>
    /// <returns>The faces, as they are done.</returns>
    /// <exception cref="UserInputException">The weights or the data cannot be read, do not fit, or have no such class.</exception>
    public IEnumerable<ExplainedFace> Run(TextWriter errors)
    {
        var description = Checkpoint.DescribeWeights(request.Weights);
        int? chosen = request.ClassName is { } name ? ClassOf(name, description.ClassNames) : null;
        request.Scoring.StartTorch();
        var options = new ClassifierOptions { MinimumFaceSize = request.MinimumFaceSize, Threads = request.Threads };
        using var classifier = ModelLoader.Load(request.Weights, options, withDetector: request is { Sources: not null, IsFace: false });
        using var explainer = LoadExplainer(description);
        foreach (var face in request.Sources is { } sources ? OfImages(sources, classifier, errors) : Worst(description, classifier))
        {
            yield return Explain(face, chosen ?? face.Prediction.TopClass, explainer);
        }
    }

    private static int ClassOf(string name, IReadOnlyList<string> classes) => EmotionNames.FindAmong(name, classes) ?? throw new UserInputException(
        $"the network has no class \"{name}\"", $"give --class one of: {string.Join(", ", classes)}");

    private FaceExplainer LoadExplainer(CheckpointDescription description)
    {
        var network = Checkpoint.LoadNetwork(request.Weights, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));
        return new((AttentionEmotionNet)network, description.Options.CropSize, OnnxExporter.TemperatureOf(request.Weights) ?? 1);
    }

    private IEnumerable<FaceToExplain> OfImages(ImageSources sources, EmotionClassifier classifier, TextWriter errors)
    {
        var (reader, names) = (new ImageReader(classifier, request.IsFace, request.Threads), new OutputNames());
        foreach (var images in sources.Paths.Select(source => new PredictedImage(source, names.Next(source))).Chunk(BatchSize))
        {
            reader.Read(images, count: () => { });
            foreach (var image in images)
            {
                if (image.Problem is { } problem)
                {
                    Skipped++;
                    errors.WriteLine(FailureReport.OneLine(OptionNames.ToCommandLine(problem.Message)));
                }
                else if (image.Faces.Count == 0)
                {
                    errors.WriteLine($"{TerminalText.Clean(image.Source)}: no face found; give --no-detect if the image is a cropped face.");
                }

                var predictions = classifier.Classify(image.Faces, CancellationToken.None);
                for (var index = 0; index < predictions.Count; index++)
                {
                    yield return new(image.Source, index + 1, $"{image.Name}-{index + 1}.png", image.Faces[index].Pixels, predictions[index], Label: null);
                }
            }
        }
    }

    private List<FaceToExplain> Worst(CheckpointDescription description, EmotionClassifier classifier)
    {
        using var data = request.Scoring.LoadData(description);
        var faces = CheckpointEvaluation.FacesOf(data, request.Scoring.Split);
        CheckpointEvaluation.RequireClasses(description, faces, request.Weights);
        var split = Display.Tables.Name(request.Scoring.Split);
        var aligned = faces.PixelRows().Select(EmotionClassifier.AsFace).ToList();
        var (labels, predictions) = (faces.LabelArray(), classifier.Classify(aligned, CancellationToken.None));
        return
        [
            .. Enumerable.Range(0, predictions.Count)
                .Where(face => predictions[face].TopClass != labels[face])
                .OrderByDescending(face => predictions[face].Confidence)
                .Take(request.Worst!.Value)
                .Select(face => new FaceToExplain(
                    split,
                    face,
                    FormattableString.Invariant($"{split}-{face:00000}.png"),
                    aligned[face].Pixels,
                    predictions[face],
                    faces.ClassNames[(int)labels[face]])),
        ];
    }

    private ExplainedFace Explain(FaceToExplain face, int classIndex, FaceExplainer explainer)
    {
        var explained = new ExplainedFace(
            face,
            classIndex,
            request.Methods.HasFlag(ExplainMethod.GradCam) ? explainer.GradCam(face.Pixels, classIndex, request.Stage ?? explainer.StageCount) : null,
            request.Methods.HasFlag(ExplainMethod.Occlusion) ? explainer.Occlusion(face.Pixels, classIndex) : null,
            Path.Combine(request.OutputDirectory, face.FileName));
        OutputDirectory.Prepare(request.OutputDirectory, "--out"); // only now: a run that fails before leaves none
        AtomicFile.Write(explained.File, ExplanationDrawing.ToPng(explained));
        return explained;
    }
}
