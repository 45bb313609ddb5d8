using System.Globalization;

namespace EmotionNet.Inference.Faces;

/// <summary>
/// Where the detector's box lies within the 48×48 frame of the training images, as fractions of the frame's side. A detected face is cropped
/// so that its box lies there.
/// </summary>
/// <param name="X">The left edge of the box.</param>
/// <param name="Y">The top edge.</param>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
public readonly record struct CropCalibration(float X, float Y, float Width, float Height)
{
    /// <summary>The medians over the training images of FER2013.</summary>
    /// <remarks>Computed by <c>dotnet run -c Release --project benchmarks/EmotionNet.Benchmarks -- calibrate-crop fer2013.csv</c>,
    /// which detected 4,021 of 4,080 faces.</remarks>
    public static CropCalibration Fer2013 { get; } = new(0.062f, 0.141f, 0.868f, 0.868f);

    /// <summary>Four numbers separated by commas, as in the metadata of a model: <c>0.062,0.141,0.868,0.868</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{X},{Y},{Width},{Height}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <returns>False where the text is not four numbers of a box that covers some of the frame.</returns>
    public static bool TryParse(string? text, out CropCalibration calibration)
    {
        calibration = default;
        var parts = (text ?? "").Split(',');
        var numbers = new float[4];
        for (var index = 0; index < numbers.Length; index++)
        {
            if (parts.Length != numbers.Length || !float.TryParse(parts[index], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[index])
                || !float.IsFinite(numbers[index]))
            {
                return false;
            }
        }

        calibration = new CropCalibration(numbers[0], numbers[1], numbers[2], numbers[3]);
        return calibration is { Width: > 0.05f and < 10, Height: > 0.05f and < 10, X: > -5 and < 5, Y: > -5 and < 5 };
    }
}
