using System.Diagnostics;
using System.Globalization;
using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Data.Synthetic;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using EmotionNet.Runtime;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace EmotionNet.Benchmarks.Predict;

/// <summary>Classifies cropped faces in turns: this library, bare ONNX Runtime on ready tensors, TorchSharp in fp32 and bf16; prints a table.</summary>
internal static class CroppedFaces
{
    private const int BatchSize = 256;
    private const int BatchCount = 2;
    private const int SampleSeed = 42;

    /// <summary>Runs and prints.</summary>
    /// <param name="name">A bundled model, which is also the name of the checkpoint in <c>models/</c>.</param>
    /// <param name="threads">Of each row.</param>
    /// <param name="repeats">Turns; the figures are medians, the ratios medians of the turns' ratios.</param>
    public static int Run(string name, int threads, int repeats)
    {
        set_num_threads(threads);
        var pixels = SyntheticSplit.Draw(SampleSeed, DataSplit.Validation, BatchSize * BatchCount).Pixels;
        using var classifier = EmotionClassifier.Load(new ClassifierOptions { Threads = threads }, name);
        using var session = OnnxSession.Create(BundledModels.Read(name), threads);
        var checkpoint = Path.Combine("models", $"{name}.safetensors");
        using var fp32 = Checkpoint.LoadNetwork(checkpoint, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));
        using var bf16 = Checkpoint.LoadNetwork(checkpoint, CPU, ComputePrecision.Resolve(PrecisionChoice.Bf16, CPU));
        var faces = pixels.Chunk(FaceSet.PixelCount)
            .Select(face => new AlignedFace(new FaceBox(0, 0, FaceSet.ImageSize, FaceSet.ImageSize), Detection: null, face)).ToList();
        var tensors = pixels.Select(pixel => (float)pixel).Chunk(BatchSize * FaceSet.PixelCount).ToList();
        using var images = FaceSet.ImagesOf(pixels);
        (string Name, Action Work)[] rows =
        [
            ("bare ONNX Runtime, ready tensors, fp32", () => tensors.ForEach(batch => RunSession(session, batch))),
            ("EmotionNet.Inference, bytes to answers, fp32", () => classifier.Classify(faces, CancellationToken.None)),
            ("TorchSharp, fp32", () => RunTorch(fp32, images)),
            ("TorchSharp, bf16", () => RunTorch(bf16, images)),
        ];
        using var process = Process.GetCurrentProcess();
        var seconds = rows.ToDictionary(row => row.Name, _ => new List<double>());
        var processor = rows.ToDictionary(row => row.Name, _ => new List<double>());
        for (var turn = -1; turn < repeats; turn++)
        {
            foreach (var (row, work) in rows)
            {
                process.Refresh();
                var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
                work();
                process.Refresh();
                if (turn >= 0) // the first warms up
                {
                    seconds[row].Add(clock.Elapsed.TotalSeconds);
                    processor[row].Add((process.TotalProcessorTime - before).TotalSeconds);
                }
            }
        }

        Print(name, threads, seconds, processor, rows[0].Name);
        return 0;
    }

    // Processor time does not depend on what else the machine does.
    private static void Print(
        string name, int threads, Dictionary<string, List<double>> seconds, Dictionary<string, List<double>> processor, string baseline)
    {
        Console.WriteLine($"| {name}, {threads} threads, batches of {BatchSize} | faces/s | speed, of bare ONNX Runtime | the same by processor time |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var (row, times) in seconds)
        {
            var rate = BatchSize * BatchCount / Median.Of(times);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row} | {rate:0} | {Ratio(seconds, row):0.00} | {Ratio(processor, row):0.00} |"));
        }

        double Ratio(Dictionary<string, List<double>> of, string row) => Median.Of(of[baseline].Zip(of[row], (bare, own) => bare / own));
    }

    private static void RunSession(InferenceSession session, float[] batch)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(batch, [BatchSize, 1, FaceSet.ImageSize, FaceSet.ImageSize]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, [EmotionModel.Input], [input], [EmotionModel.Output]);
    }

    private static void RunTorch(nn.Module<Tensor, Tensor> network, Tensor images)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        for (var start = 0L; start < images.shape[0]; start += BatchSize)
        {
            network.call(FaceTensors.Normalize(images.narrow(0, start, BatchSize))).softmax(1).cpu();
        }
    }
}
