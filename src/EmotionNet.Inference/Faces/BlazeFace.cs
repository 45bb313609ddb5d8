using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Inference.Faces;

/// <summary>
/// BlazeFace for the back camera (Bazarevsky et al., arXiv:1907.05047): a square window of 256 pixels a side to scored boxes with six key points.
/// Usable from several threads.
/// </summary>
internal sealed class BlazeFace : IDisposable
{
    /// <summary>Pixels of a side of the window.</summary>
    public const int Side = 256;

    private const int InputLength = Side * Side * 3;
    private const int Values = 4 + (2 * FaceKeyPoints.Count);
    private static readonly FacePoint[] Anchors = [.. Grid(16, 2), .. Grid(8, 6)];
    private static readonly long[] InputShape = [1, Side, Side, 3];

    private readonly InferenceSession _session;
    private readonly string[] _outputs;

    /// <summary>Loads the network.</summary>
    /// <param name="model">The ONNX file.</param>
    public BlazeFace(byte[] model)
    {
        _session = OnnxSession.Create(model, threads: 1);

        // The outputs are known by their shapes: scores [1, anchors, 1], boxes [1, anchors, 16]; the finer grid has more anchors and comes first.
        _outputs = [.. _session.OutputMetadata
            .OrderBy(output => output.Value.Dimensions[^1])
            .ThenByDescending(output => output.Value.Dimensions[^2])
            .Select(output => output.Key)];
    }

    /// <summary>Finds the faces in a window, overlapping ones included.</summary>
    /// <param name="pixels">The image.</param>
    /// <param name="x">The window's left edge; what lies beyond the image is black.</param>
    /// <param name="y">The window's top edge.</param>
    /// <param name="minimumScore">The score below which a box is left out.</param>
    /// <returns>Boxes and points in pixels of the image.</returns>
    public IEnumerable<FaceDetection> Find(Image<Rgb24> pixels, int x, int y, float minimumScore)
    {
        // Thousands of windows in a large image: as garbage they would wait for each other, in hundreds of megabytes.
        var input = ArrayPool<float>.Shared.Rent(InputLength);
        try
        {
            Window(pixels, x, y, input.AsSpan(0, InputLength));
            return Find(input.AsMemory(0, InputLength), x, y, minimumScore);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(input);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private List<FaceDetection> Find(Memory<float> input, int x, int y, float minimumScore)
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, input, InputShape); // [1, 256, 256, 3]
        using var options = new RunOptions();
        using var results = _session.Run(options, [_session.InputNames[0]], [tensor], _outputs);
        var found = new List<FaceDetection>();
        Decode(results[0], results[2], anchor: 0);
        Decode(results[1], results[3], anchor: (int)results[0].GetTensorTypeAndShape().ElementCount);
        return found;

        void Decode(OrtValue scores, OrtValue boxes, int anchor)
        {
            var logits = scores.GetTensorDataAsSpan<float>(); // [1, anchors, 1]
            var values = boxes.GetTensorDataAsSpan<float>(); // [1, anchors, 16]
            for (var index = 0; index < logits.Length; index++)
            {
                var score = 1 / (1 + MathF.Exp(-logits[index]));
                if (score >= minimumScore)
                {
                    found.Add(At(Anchors[anchor + index], values.Slice(index * Values, Values), x, y, score));
                }
            }
        }
    }

    // Values are relative to the anchor's centre, in pixels of the window: middle and size of the box, then the points.
    private static FaceDetection At(FacePoint anchor, ReadOnlySpan<float> values, int x, int y, float score)
    {
        var (left, top) = (anchor.X + x, anchor.Y + y);
        var box = new FaceBox(values[0] + left - (values[2] / 2), values[1] + top - (values[3] / 2), values[2], values[3]);
        var points = new FacePoint[FaceKeyPoints.Count];
        for (var index = 0; index < points.Length; index++)
        {
            points[index] = new FacePoint(values[4 + (2 * index)] + left, values[5 + (2 * index)] + top);
        }

        return new FaceDetection(box, new FaceKeyPoints(points[0], points[1], points[2], points[3], points[4], points[5]), score);
    }

    private static void Window(Image<Rgb24> pixels, int x, int y, Span<float> input)
    {
        input.Fill(-1);
        int top = Math.Max(0, y), bottom = Math.Min(pixels.Height, y + Side), left = Math.Max(0, x), right = Math.Min(pixels.Width, x + Side);
        for (var row = top; row < bottom; row++)
        {
            var source = pixels.DangerousGetPixelRowMemory(row).Span[left..right];
            var target = input[((((row - y) * Side) + (left - x)) * 3)..];
            for (var column = 0; column < source.Length; column++)
            {
                target[3 * column] = (source[column].R / 127.5f) - 1;
                target[(3 * column) + 1] = (source[column].G / 127.5f) - 1;
                target[(3 * column) + 2] = (source[column].B / 127.5f) - 1;
            }
        }
    }

    // The centres of a grid's cells, row by row, each as often as the network has anchors there.
    private static IEnumerable<FacePoint> Grid(int side, int anchors) =>
        from cell in Enumerable.Range(0, side * side)
        from _ in Enumerable.Range(0, anchors)
        select new FacePoint(((cell % side) + 0.5f) * Side / side, ((cell / side) + 0.5f) * Side / side);
}
