using System.Globalization;
using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Losses;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using EmotionNet.Training;
using static TorchSharp.torch;

namespace EmotionNet.Benchmarks.Training;

/// <summary>
/// The same updates in fp32 on the CPU and on a device, from the same weights: how far losses and weights differ. Nothing in them is random: no dropout,
/// no augmentation, and images that are their own mirror image. For scale, the device with TF32, and some of the updates on the CPU with one thread,
/// which only sums in another order.
/// </summary>
internal static class DeviceAgreement
{
    private const int UpdatesPerUpdateOnOneThread = 4; // which is as much slower as the CPU has cores

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Trains, prints a table and writes it as JSON, after each row.</summary>
    public static int Run(WorkSettings settings, int steps, string jsonPath)
    {
        TorchRuntime.Initialize();
        var device = ComputeDevice.Resolve(settings.Device);
        var differences = new List<Difference>();
        Console.WriteLine($"{settings.ModelType}, fp32, batch {settings.BatchSize}, {steps} updates from the same weights, compared with the CPU");
        Console.WriteLine();
        Console.WriteLine("| optimizer | on | updates | largest loss difference, first update | all updates | "
            + "largest weight difference, first update | last update | largest change of a weight by training |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var options in (TrainingOptions[])[
            OptionsOf(settings, OptimizerKind.Muon, 0.0024), OptionsOf(settings, OptimizerKind.Sgd, 0.02), OptionsOf(settings, OptimizerKind.AdamW, 0.001)])
        {
            var reference = Train(options, settings.FaceCount, CPU, steps, seed: 1);
            Compare(settings.Device, Train(options, settings.FaceCount, device, steps, seed: 2));
            if (device.type == TorchSharp.DeviceType.CUDA)
            {
                Compare($"{settings.Device}, TF32", Train(options, settings.FaceCount, device, steps, seed: 2, allowTf32: true));
            }

            var threads = get_num_threads();
            set_num_threads(1);
            Compare("cpu, one thread", Train(options, settings.FaceCount, CPU, Math.Max(steps / UpdatesPerUpdateOnOneThread, 1), seed: 3));
            set_num_threads(threads);

            void Compare(string place, TrainingTrace trace)
            {
                var difference = Difference.Of(options.Optimizer.ToString(), place, reference, trace);
                differences.Add(difference);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {difference.Optimizer} | {place} | {difference.Updates} | {difference.FirstLoss:E1} | {difference.Loss:E1} | {difference.FirstWeights:E1} | "
                        + $"{difference.Weights:E1} | {difference.LargestChange:E1} |"));
                File.WriteAllText(jsonPath, JsonSerializer.Serialize(
                    new { settings.ModelType, settings.BatchSize, settings.Device, steps, differences },
                    Indented));
            }
        }

        return differences.TrueForAll(difference => double.IsFinite(difference.Loss + difference.Weights)) ? 0 : 1;
    }

    private static TrainingOptions OptionsOf(WorkSettings settings, OptimizerKind optimizer, double rate) => settings.Options with
    {
        Optimizer = optimizer,
        LearningRate = rate,
        MaxLearningRate = rate,
        BatchNormGroup = settings.BatchSize, // else the default, which depends on the device
        DropoutRate = 0,
        RandomErasing = 0,
        RotationDegrees = 0,
        TranslationFraction = 0,
        ScaleFraction = 0,
        BrightnessContrastFraction = 0,
    };

    private static TrainingTrace Train(TrainingOptions options, int faceCount, Device device, int steps, long seed, bool allowTf32 = false)
    {
        backends.cuda.matmul.allow_tf32 = allowTf32;
        backends.cudnn.allow_tf32 = allowTf32;
        using var scope = NewDisposeScope();
        using var state = new TrainingState(options, WorkSettings.ClassCount, faceCount, device, new(ScalarType.Float32, "compared"));
        using var onHost = FaceSet.FromLabels(
            SymmetricPixels(faceCount), [.. Enumerable.Range(0, faceCount).Select(face => face % WorkSettings.ClassCount)], EmotionClasses.Fer2013);
        using var faces = onHost.CopyTo(device);
        var trainer = new Trainer(
            options, state, faces, faces, new TrainingProgress(), budget: null, beginning: null, observers: [], new ClassificationLoss(options.ToLoss()));
        state.Network.train();
        var weights = new List<float[]> { WeightsOf(state) };
        var losses = new List<double>();
        for (var step = 0; step < steps; step++)
        {
            using var sums = zeros(2, float64, device);
            using var order = arange(step * options.BatchSize, (step + 1) * options.BatchSize, int64, device).remainder_(faceCount);
            trainer.Update(order, (seed * steps) + step, options.MaxLearningRate, sums); // of another seed each time, to show that nothing is random
            using var read = sums.cpu();
            losses.Add(read[0].item<double>() / options.BatchSize);
            weights.Add(WeightsOf(state));
        }

        return new(losses, weights);
    }

    private static float[] WeightsOf(TrainingState state)
    {
        using var onHost = state.Weights.Values.detach().clone().cpu();
        return [.. onHost.data<float>()];
    }

    private static byte[] SymmetricPixels(int faceCount)
    {
        var pixels = new byte[faceCount * FaceSet.PixelCount];
        var random = new Random(1);
        for (var row = 0; row < pixels.Length; row += FaceSet.ImageSize)
        {
            var half = pixels.AsSpan(row, FaceSet.ImageSize / 2);
            random.NextBytes(half);
            half.CopyTo(pixels.AsSpan(row + (FaceSet.ImageSize / 2)));
            pixels.AsSpan(row + (FaceSet.ImageSize / 2), FaceSet.ImageSize / 2).Reverse();
        }

        return pixels;
    }

    /// <param name="Losses">Of each update.</param>
    /// <param name="Weights">At the start and after each update.</param>
    private sealed record TrainingTrace(IReadOnlyList<double> Losses, IReadOnlyList<float[]> Weights);

    private sealed record Difference(
        string Optimizer, string Place, int Updates, double FirstLoss, double Loss, double FirstWeights, double Weights, double LargestChange)
    {
        // Over the updates of the trace, of which the reference may have more.
        public static Difference Of(string optimizer, string place, TrainingTrace reference, TrainingTrace trace) => new(
            optimizer,
            place,
            trace.Losses.Count,
            Math.Abs(reference.Losses[0] - trace.Losses[0]),
            reference.Losses.Zip(trace.Losses, (a, b) => Math.Abs(a - b)).Max(),
            Largest(reference.Weights[1], trace.Weights[1]),
            Largest(reference.Weights[trace.Losses.Count], trace.Weights[^1]),
            Largest(reference.Weights[0], reference.Weights[trace.Losses.Count]));

        private static double Largest(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max();
    }
}
