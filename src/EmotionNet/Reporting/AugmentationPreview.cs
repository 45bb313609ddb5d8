using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Inference.Images;
using EmotionNet.Runtime;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Reporting;

/// <summary>An image of what the network is trained on: images of a batch, each beside its augmented copy.</summary>
internal static class AugmentationPreview
{
    private const int Rows = 8, PairsInARow = 4, Enlargement = 2, Gap = 4;
    private const double White = -FaceTensors.Black;

    /// <summary>Draws up to 32 pairs, enlarged twice, eight to a column: left the face as stored, right the network's input, which a crop makes smaller.</summary>
    /// <param name="pngPath">The PNG to write.</param>
    /// <param name="faces">Faces to choose from by chance.</param>
    /// <param name="options">The strengths; mixup and CutMix are shown where they are on.</param>
    /// <param name="seed">Which faces, and what becomes of them; torch's global generators are left at another state.</param>
    /// <exception cref="UserInputException">There is no face, or the PNG cannot be written.</exception>
    public static void Write(string pngPath, FaceSet faces, TrainingOptions options, int seed)
    {
        if (faces.Count == 0)
        {
            throw new UserInputException("there is no face to show", "choose a split that has faces");
        }

        using var scope = NewDisposeScope();
        var random = new Random(seed);
        GlobalSeed.Set(seed);
        var chosen = Enumerable.Range(0, Math.Min(faces.Count, Rows * PairsInARow)).Select(_ => (long)random.Next(faces.Count)).ToArray();
        using var batch = faces.Subset(chosen);
        var augmented = new BatchAugmenter(options.ToAugmentation()).Apply(batch.Images);
        var (mixed, _) = new MixupCutmix(options.ToAugmentation()).Apply(augmented, batch.Targets, random);
        var seen = mixed.add(Kept(White), Kept(1)).div(Kept(2 * White)).mul(Kept(255)).round().clamp(Kept(0), Kept(255)).to(uint8);
        Draw(pngPath, Bytes(batch.Images), Bytes(seen), options.CropSize);
    }

    /// <summary>Draws it into the directory of a run, which does not end where that fails.</summary>
    /// <param name="options">The settings of the run.</param>
    /// <param name="faces">Its training faces.</param>
    /// <param name="notice">Called when the PNG cannot be written.</param>
    public static void WriteFor(TrainingOptions options, FaceSet faces, Action<string> notice)
    {
        try
        {
            Write(Path.Combine(options.CheckpointDirectory, RunFileNames.AugmentedBatch), faces, options, options.Seed);
        }
        catch (UserInputException problem)
        {
            notice($"{RunFileNames.AugmentedBatch} could not be written: {problem.Message}");
        }
    }

    private static byte[] Bytes(Tensor images) => images.cpu().contiguous().data<byte>().ToArray();

    private static void Draw(string pngPath, byte[] stored, byte[] seen, int seenSide)
    {
        var margin = (FaceSet.ImageSize - seenSide) / 2 * Enlargement;
        const int Face = FaceSet.ImageSize * Enlargement, Pair = (2 * Face) + Gap, Cell = Face + Gap;
        var (width, height) = ((PairsInARow * (Pair + (3 * Gap))) + Gap, (Rows * Cell) + Gap);
        var canvas = new byte[width * height];
        Array.Fill(canvas, byte.MaxValue);
        for (var index = 0; index < stored.Length / FaceSet.PixelCount; index++)
        {
            var left = Gap + (index % PairsInARow * (Pair + (3 * Gap)));
            var top = Gap + (index / PairsInARow * Cell);
            Paste(stored, index, FaceSet.ImageSize, canvas, width, left, top);
            Paste(seen, index, seenSide, canvas, width, left + Face + Gap + margin, top + margin);
        }

        ImageFile.WriteGreyPng(pngPath, canvas, width, height);
    }

    private static void Paste(byte[] faces, int index, int side, byte[] canvas, int width, int left, int top)
    {
        var Face = faces.AsSpan(index * side * side, side * side);
        for (var y = 0; y < side * Enlargement; y++)
        {
            for (var x = 0; x < side * Enlargement; x++)
            {
                canvas[((top + y) * width) + left + x] = Face[(y / Enlargement * side) + (x / Enlargement)];
            }
        }
    }
}
