using EmotionNet.Files;
using EmotionNet.Inference;
using Microsoft.ML.OnnxRuntime;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Export;

/// <summary>
/// An ONNX model from anywhere as a network that the evaluation takes: <c>float32 [N, 1, S, S]</c> as the networks of this program take it in, log
/// probabilities <c>[N, C]</c> of the data's classes out. Runs on ONNX Runtime.
/// </summary>
internal sealed class OnnxNetwork : Module<Tensor, Tensor>
{
    private const int MaximumFileLength = 1 << 30;

    // The probability of a class that the model does not have, or to which it gives none.
    private const double SmallestProbability = 1e-12;

    private readonly InferenceSession _session;
    private readonly string _output;
    private bool? _isProbability;

    private OnnxNetwork(string path, InferenceSession session, OnnxInput given)
        : base(nameof(OnnxNetwork))
    {
        (Path, _session) = (path, session);
        Input = OnnxImageInput.Resolve(session.InputMetadata, given, path);
        (_output, var count) = FindOutput(session, path);
        Classes = ClassesOf(session, given, count, path);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The images that the model takes.</summary>
    public OnnxImageInput Input { get; }

    /// <summary>The class names in the order of its outputs.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The classes of the data; to be set before the first call.</summary>
    public ClassMapping? Mapping { get; set; }

    /// <summary>Whether the outputs are probabilities, rather than logits; null before the first call, whose outputs decide it.</summary>
    public bool? IsProbability => _isProbability;

    /// <summary>Loads a model.</summary>
    /// <param name="path">An <c>.onnx</c> file without tensors in other files.</param>
    /// <param name="given">What the user says of it.</param>
    /// <param name="threads">Threads to compute with; 0 leaves the choice to ONNX Runtime.</param>
    /// <exception cref="UserInputException">The file is damaged, of another kind, or of a model that does not classify images.</exception>
    public static OnnxNetwork Load(string path, OnnxInput given, int threads)
    {
        var content = InputFiles.ReadAllBytes(path, MaximumFileLength);
        OnnxStructure.Check(content, path);
        InferenceSession? session = null;
        try
        {
            session = OnnxSession.Create(content, threads);
            return new OnnxNetwork(path, session, given);
        }
        catch (OnnxRuntimeException error)
        {
            throw new UserInputException($"ONNX Runtime cannot load the model ({Reason(error)})", "use another model", path, inner: error);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Maps faces <c>float32 [N, 1, S, S]</c>, −2 to 2, to log probabilities <c>float32 [N, C]</c>.</summary>
    public override Tensor forward(Tensor faces)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        var step = Input.Batch ?? faces.shape[0];
        for (var start = 0L; start < faces.shape[0]; start += step)
        {
            var count = Math.Min(step, faces.shape[0] - start);
            var images = Input.Convert(faces.narrow(0, start, count));
            // A model of a fixed batch gets it whole: the rest are copies of the first image.
            var whole = count < step ? cat([images, images.narrow(0, 0, 1).expand(step - count, -1, -1, -1)]) : images;
            parts.Add(Run(whole).narrow(0, 0, count));
        }

        return LogProbabilities(cat(parts)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _session.Dispose();
        }

        base.Dispose(disposing);
    }

    private Tensor Run(Tensor images)
    {
        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(images.data<float>().ToArray(), images.shape);
            using var options = new RunOptions();
            using var outputs = _session.Run(options, [Input.Name], [input], [_output]);
            var values = tensor(outputs[0].GetTensorDataAsSpan<float>().ToArray()).view(images.shape[0], -1);
            return values.shape[1] == Classes.Count && values.isfinite().all().item<bool>() ? values : throw new UserInputException(
                $"the model's output {_output} is not a finite number for each of {Classes.Count} classes", "use another model", Path);
        }
        catch (OnnxRuntimeException error)
        {
            throw new UserInputException($"ONNX Runtime cannot run the model ({Reason(error)})", "use another model", Path, inner: error);
        }
    }

    private Tensor LogProbabilities(Tensor outputs)
    {
        _isProbability ??= outputs.ge(Kept(-1e-6)).all().item<bool>() && (outputs.sum(1) - Kept(1)).abs().max().item<float>() < 1e-3;
        var logits = _isProbability.Value ? outputs.clamp(min: Kept(SmallestProbability)).log() : outputs;
        var known = Mapping!.Outputs.Where(output => output is not null).Select(output => (long)output!.Value).ToArray();
        var shared = logits.index_select(1, tensor(known)).log_softmax(1); // over the classes of the data alone
        var missing = full([outputs.shape[0], 1], Kept(Math.Log(SmallestProbability)));
        var column = 0L;
        return cat([.. Mapping.Outputs.Select(output => output is null ? missing : shared.narrow(1, column++, 1))], 1);
    }

    private static (string Name, int Count) FindOutput(InferenceSession session, string path)
    {
        var outputs = session.OutputMetadata.Where(output => output.Value.IsTensor && output.Value.ElementType == typeof(float)).ToList();
        var chosen = outputs.Find(output => output.Key == AttentionEmotionNetGraph.Probabilities) is { Key: not null } ours ? ours
            : outputs.Find(output => output.Value.Dimensions.Length >= 2);
        return chosen.Key is null
            ? throw new UserInputException("the model has no float32 output of a number for each class", "use a model that classifies", path)
            : (chosen.Key, chosen.Value.Dimensions[1]);
    }

    private static IReadOnlyList<string> ClassesOf(InferenceSession session, OnnxInput given, int count, string path)
    {
        var ofModel = OnnxSession.MetadataOf(session, path).TryGetValue(OnnxMetadata.Classes, out var text) ? text.Split(',') : null;
        var classes = given.Classes ?? ofModel ?? throw new UserInputException(
            "the model does not name its classes", "give `classes` the names of the outputs in their order", path);
        return count > 0 && classes.Count != count
            ? throw new UserInputException($"the model has {count} outputs and {classes.Count} class names", "give `classes` a name for each output", path)
            : classes;
    }

    private static string Reason(OnnxRuntimeException error) => error.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}
