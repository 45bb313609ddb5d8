using System.Diagnostics;
using System.Runtime.InteropServices;
using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Evaluation;
using EmotionNet.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Export;

/// <summary>Scores checkpoints and ONNX models on the same faces, and compares every setting with the first.</summary>
internal static class NetworkComparison
{
    private const int WarmUpFaces = 64;

    /// <summary>Finds the files, and whatever keeps them from being compared; reads no tensor.</summary>
    /// <returns>The files.</returns>
    /// <exception cref="UserInputException">There are fewer than two, one is missing or there twice, or the classes of checkpoints differ.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<string> paths)
    {
        if (paths.Count < 2)
        {
            throw new UserInputException("a comparison is of at least two networks", "give the directories of two runs, or their weight files");
        }

        var files = RunWeights.FindDistinct(paths);
        CheckpointEvaluation.RequireSameClasses([.. files.Where(file => !OnnxFile.IsNamed(file))]);
        return files;
    }

    /// <summary>Compares networks on a split.</summary>
    /// <param name="files">What <see cref="Check"/> returns.</param>
    /// <param name="models">The ONNX models among them, in their order; they run on the CPU.</param>
    /// <param name="data">As for <see cref="CheckpointEvaluation.Evaluate"/>; the classes of ONNX models are mapped by name.</param>
    /// <param name="split">A split that is there.</param>
    /// <param name="tta">The test-time augmentation of each network.</param>
    /// <param name="device">For checkpoints: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="precision">Of the activations of checkpoints.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <exception cref="UserInputException">A file is damaged, its classes are not the data's, it was validated on other faces, or the device is not there or has too little memory.</exception>
    public static IReadOnlyList<ComparedSetting> Compare(
        IReadOnlyList<string> files,
        IReadOnlyList<OnnxNetwork> models,
        EmotionDataset data,
        DataSplit split,
        TtaMode tta,
        string device,
        PrecisionChoice precision,
        int seed)
    {
        var faces = CheckpointEvaluation.FacesOf(data, split);
        var descriptions = files.Select(file => OnnxFile.IsNamed(file) ? null : Checkpoint.Describe(file)).ToList();
        RequireFit(files, descriptions, models, data, faces);
        List<Module<Tensor, Tensor>> networks = [];
        try
        {
            var target = ComputeDevice.Resolve(device);
            var inForce = ComputePrecision.Resolve(precision, target);
            foreach (var file in files)
            {
                networks.Add(models.FirstOrDefault(model => model.Path == file) ?? Checkpoint.LoadNetwork(file, target, inForce));
            }

            var seconds = new double[files.Count];
            var counted = 0L;
            using var noGradients = inference_mode();
            IReadOnlyList<Tensor> Predict(FaceSet all)
            {
                counted += all.Count;
                return [.. networks.Select((network, index) => Timed(network, all, ViewsOf(descriptions[index], tta), ref seconds[index]))];
            }

            using (var few = faces.Subset([.. Enumerable.Range(0, Math.Min(WarmUpFaces, faces.Count)).Select(index => (long)index)]))
            using (var onDevice = few.CopyTo(target))
            using (NewDisposeScope())
            {
                Predict(onDevice); // the first call of a network allocates and selects kernels
            }

            (counted, seconds) = (0, new double[files.Count]);
            var scores = CheckpointEvaluation.Score(Predict, data, split, target, out var predicted);
            var scored = files.Select((file, index) => new ScoredNetwork(
                file, scores[index], counted / Math.Max(1e-9, seconds[index]), ParametersOf(networks[index], file), new FileInfo(file).Length)).ToList();
            int[] labels = [.. faces.LabelArray().Select(label => (int)label)];
            var answers = predicted.Select(each => each.Select(answer => (int)answer).ToArray()).ToList();
            return Settings(SeedGroups.Of(descriptions), scored, answers, labels, faces.ClassNames, seed);
        }
        catch (ExternalException error) when (DeviceMemory.IsExhausted(error))
        {
            throw CheckpointEvaluation.OutOfMemory(device, "the networks", error);
        }
        finally
        {
            networks.Where(network => network is not OnnxNetwork).ToList().ForEach(network => network.Dispose());
        }
    }

    private static void RequireFit(
        IReadOnlyList<string> files, IReadOnlyList<CheckpointDescription?> descriptions, IReadOnlyList<OnnxNetwork> models, EmotionDataset data, FaceSet faces)
    {
        foreach (var (file, description) in files.Zip(descriptions))
        {
            if (description is not null)
            {
                CheckpointEvaluation.RequireClasses(description, faces, file);
                CheckpointEvaluation.RequireHeldOut(description, data.HeldOut, file);
            }
            else if (data.HeldOut is not null)
            {
                throw new UserInputException(
                    "an ONNX model does not say which faces its training held out, and here the validation faces are held out of the training split",
                    "score another split, or give the checkpoint of the network",
                    file);
            }
        }

        foreach (var model in models)
        {
            model.Mapping = ClassMapping.Of(model.Classes, faces.ClassNames, model.Path);
        }
    }

    private static List<ComparedSetting> Settings(
        IReadOnlyList<IReadOnlyList<int>> groups, List<ScoredNetwork> scored, List<int[]> answers, int[] labels, IReadOnlyList<string> classNames, int seed)
    {
        var first = AnswersOf(groups[0]);
        return
        [
            .. groups.Select((group, place) => new ComparedSetting(
                [.. group.Select(index => scored[index])],
                SampleSpread.Of([.. group.Select(index => scored[index].Scores.All.Accuracy)]),
                SampleSpread.Of([.. group.Select(index => scored[index].Scores.All.MacroF1)]),
                place == 0 ? null : PairedComparison.Of(labels, classNames, first, AnswersOf(group), seed))),
        ];

        IReadOnlyList<int[]> AnswersOf(IReadOnlyList<int> group) => [.. group.Select(index => answers[index])];
    }

    private static Tensor Timed(Module<Tensor, Tensor> network, FaceSet faces, TestTimeAugmentation tta, ref double seconds)
    {
        using var onCpu = network is OnnxNetwork && faces.Images.device_type != TorchSharp.DeviceType.CPU ? faces.CopyTo(CPU) : null;
        var start = Stopwatch.GetTimestamp();
        var predictions = Evaluator.LogProbabilities(network, onCpu ?? faces, tta, SingleProcess.Instance).to(faces.Images.device);
        using var last = predictions[-1].cpu(); // waits for a GPU
        seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        return predictions;
    }

    private static TestTimeAugmentation ViewsOf(CheckpointDescription? description, TtaMode tta) =>
        new(tta, description?.Options.CropSize ?? FaceSet.ImageSize);

    private static long ParametersOf(Module<Tensor, Tensor> network, string file) =>
        network is OnnxNetwork ? OnnxFile.CountParameters(file) : network.parameters().Sum(parameter => parameter.numel());
}
