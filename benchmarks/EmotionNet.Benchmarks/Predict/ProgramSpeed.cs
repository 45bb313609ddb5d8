using System.Diagnostics;
using EmotionNet.Inference.Faces;
using SixLabors.ImageSharp;

namespace EmotionNet.Benchmarks.Predict;

/// <summary>Speed of the published program: from start to answer, and a directory of pictures.</summary>
internal static class ProgramSpeed
{
    /// <summary>Prints the figures.</summary>
    /// <param name="program">The published <c>emotionnet</c>.</param>
    /// <param name="face">A face of any data set, which is pasted into the pictures.</param>
    /// <param name="photograph">What the start is measured with.</param>
    /// <param name="pictures">Pictures of 640×480 in the directory.</param>
    /// <param name="threads">Threads in use.</param>
    /// <param name="repeats">Turns; figures are medians.</param>
    public static int Run(string program, byte[] face, string photograph, int pictures, int threads, int repeats)
    {
        MeasureStart(program, photograph, repeats);
        MeasureDirectory(program, face, pictures, threads);
        return 0;
    }

    private static void MeasureStart(string program, string photograph, int repeats)
    {
        (string Name, string[] Arguments)[] rows =
        [
            ("emotionnet --version: runtime and command line", ["--version"]),
            ("predict --no-detect: and decoding, ONNX Runtime, classifier", ["predict", photograph, "--json", "--no-detect"]),
            ("predict: and detector, windows, crop", ["predict", photograph, "--json"]),
        ];
        var seconds = rows.Select(_ => new List<double>()).ToArray();
        for (var turn = 0; turn < 3 * repeats; turn++)
        {
            for (var row = 0; row < rows.Length; row++)
            {
                seconds[row].Add(Start(program, rows[row].Arguments));
            }
        }

        Console.WriteLine("\nstart to answer                                                median s  fastest s");
        for (var row = 0; row < rows.Length; row++)
        {
            Console.WriteLine(FormattableString.Invariant($"{rows[row].Name,-62} {Median.Of(seconds[row]),7:0.000} {seconds[row].Min(),10:0.000}"));
        }
    }

    private static void MeasureDirectory(string program, byte[] face, int pictures, int threads)
    {
        var directory = Directory.CreateTempSubdirectory("emotionnet-bench-").FullName;
        try
        {
            // A hundred different ones are enough: nothing remembers a picture.
            for (var index = 0; index < pictures; index++)
            {
                var path = Path.Combine(directory, $"{index:D5}.jpg");
                if (index < 100)
                {
                    using var picture = TestPicture.Create(face, index, 640, 480, 60, 250, maximumDegrees: 20);
                    picture.Pixels.SaveAsJpeg(path);
                }
                else
                {
                    File.Copy(Path.Combine(directory, $"{index % 100:D5}.jpg"), path);
                }
            }

            var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
            var decoding = Seconds(() => Parallel.ForEach(Directory.GetFiles(directory), options, path => FaceImage.Load(path).Dispose()));
            var predicting = Start(program, ["predict", directory, "--csv", "--threads", $"{threads}"]);
            Console.WriteLine(FormattableString.Invariant(
                $"\n{pictures} pictures of 640×480, {threads} threads: decoding alone {pictures / decoding:0.0} pictures/s, ")
                + FormattableString.Invariant($"emotionnet predict --csv {pictures / predicting:0.0} pictures/s"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static double Start(string program, string[] arguments) => Seconds(() =>
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    });

    private static double Seconds(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }
}
