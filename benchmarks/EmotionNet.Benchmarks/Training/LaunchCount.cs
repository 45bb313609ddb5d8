using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Runtime;

namespace EmotionNet.Benchmarks.Training;

/// <summary>
/// How many operations of one update compute something. On a GPU each is at least one kernel launch, and the host needs some five
/// microseconds for each: more than the GPU itself needs, where batches are small.
/// </summary>
internal static class LaunchCount
{
    private const int WarmUpSteps = 3;
    private const int NamesShown = 25;

    // These only describe memory or reserve it.
    private static readonly HashSet<string> WithoutKernel =
    [
        "_reshape_alias", "_unsafe_view", "alias", "as_strided", "contiguous", "detach", "detach_", "diagonal", "empty", "empty_like",
        "empty_strided", "expand", "expand_as", "flatten", "is_nonzero", "lift_fresh", "movedim", "narrow", "numel", "permute", "reshape",
        "resize_", "resolve_conj", "resolve_neg", "result_type", "select", "set_", "size", "slice", "split", "split_with_sizes", "squeeze",
        "squeeze_", "stride", "sym_size", "t", "transpose", "unbind", "unflatten", "unsafe_split", "unsqueeze", "unsqueeze_", "view",
        "view_as",
    ];

    // These call others for their work, on every device.
    private static readonly HashSet<string> Composed =
    [
        "_batch_norm_impl_index", "_convolution", "_to_copy", "affine_grid_generator", "batch_norm", "clone", "conv2d", "convolution", "dropout",
        "grid_sampler", "linear", "log_softmax", "matmul", "norm", "ones", "ones_like", "rand", "repeat", "stack", "to", "zeros", "zeros_like",
    ];

    /// <summary>Prints the counts of one update of the preset of <c>default</c> with stochastic depth.</summary>
    /// <param name="settings">Network, batch and device; one replica, as on a GPU.</param>
    /// <param name="precision">Of the activations.</param>
    public static int Run(WorkSettings settings, PrecisionChoice precision)
    {
        TorchRuntime.Initialize();
        var options = new TrainingOptions
        {
            ModelType = settings.ModelType,
            BatchSize = settings.BatchSize,
            BatchNormGroup = settings.BatchSize,
            StochasticDepth = true,
        };
        using var work = new OurWork(options, settings.Device, precision);
        work.Run(WarmUpSteps);
        var update = Launches(() => work.Run(1), out var inBackward);
        var state = work.TrainingState;
        var batch = work.Faces.Images.narrow(0, 0, settings.BatchSize);
        var augmenter = new BatchAugmenter(options.ToAugmentation());
        List<(string Part, int Count)> parts =
        [
            ("augmentation", Launches(() => augmenter.Apply(batch).Dispose(), out _).Count),
            ("backward", inBackward),
            ("gradient clipping", Launches(state.Optimizer.ClipGradients, out _).Count),
            ("optimizer", Launches(() => state.Optimizer.Step(options.LearningRate), out _).Count),
            ("moving average", Launches(() => state.Average!.Update(state.Weights, 1), out _).Count),
        ];
        parts.Add(("forward, loss, sums", update.Count - parts.Sum(part => part.Count)));
        parts.Add(("whole update", update.Count));
        parts.ForEach(part => Console.WriteLine($"{part.Count,6}  {part.Part}"));
        Console.WriteLine("of which");
        foreach (var (name, count) in update.CountBy(ShortName).OrderByDescending(pair => pair.Value).Take(NamesShown))
        {
            Console.WriteLine($"{count,6}  {name}");
        }

        return 0;
    }

    private static List<OperationTrace.Operation> Launches(Action work, out int inBackward)
    {
        var operations = OperationTrace.Of(work);
        var nodes = operations.Where(operation => operation.Name.StartsWith("autograd::engine::evaluate_function", StringComparison.Ordinal)).ToList();
        var launches = new List<OperationTrace.Operation>();
        foreach (var operation in operations.Where(IsKernel))
        {
            // What an operation calls in turn is the CPU's way to do it: scalars converted, results cleared.
            if (!launches.Any(launch => Contains(launch, operation)))
            {
                launches.Add(operation);
            }
        }

        inBackward = launches.Count(launch => nodes.Any(node => Contains(node, launch)));
        return launches;
    }

    private static bool IsKernel(OperationTrace.Operation operation) =>
        operation.Name.StartsWith("aten::", StringComparison.Ordinal)
        && !WithoutKernel.Contains(ShortName(operation))
        && !Composed.Contains(ShortName(operation));

    private static string ShortName(OperationTrace.Operation operation) => operation.Name["aten::".Length..];

    private static bool Contains(OperationTrace.Operation outer, OperationTrace.Operation inner) =>
        outer.Thread == inner.Thread && outer.Start <= inner.Start && inner.End <= outer.End;
}
