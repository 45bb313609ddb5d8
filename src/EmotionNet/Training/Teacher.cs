using System.Security.Cryptography;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Training;

/// <summary>
/// Networks trained before, from which another learns beside the labels (Hinton et al. 2015, arXiv:1503.02531; teachers of the student's own kind:
/// Furlanello et al. 2018, arXiv:1805.04770). They are asked at each step of the very pictures that the student sees, moved, erased and mixed as they
/// are (Beyer et al. 2022, arXiv:2106.05237): of a stored face the answer would be of another picture, and could be learned by heart.
/// </summary>
internal sealed class Teacher : IDisposable
{
    private readonly List<Module<Tensor, Tensor>> _networks = [];

    private Teacher()
    {
    }

    /// <summary>Finds whatever keeps the teachers from teaching.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="classNames">The emotions of the data.</param>
    /// <exception cref="UserInputException">A file is missing, damaged, or of a network that was trained on other emotions or on squares of another size.</exception>
    public static void Check(TrainingOptions options, IReadOnlyList<string> classNames)
    {
        foreach (var file in options.TeacherFiles)
        {
            if (!File.Exists(file))
            {
                throw new UserInputException("this teacher is not there", "give --teacher the file where it lies", file);
            }

            var teacher = Checkpoint.Describe(file);
            if (!teacher.ClassNames.SequenceEqual(classNames))
            {
                throw new UserInputException(
                    "this teacher tells other emotions apart than the data has",
                    "give --teacher a network that was trained on the same set",
                    file);
            }

            if (teacher.Options.CropSize != options.CropSize)
            {
                throw new UserInputException(
                    $"this teacher was trained with --crop {teacher.Options.CropSize}, and is to be asked of squares of {options.CropSize} pixels",
                    $"train with --crop {teacher.Options.CropSize}, or give --teacher a network that was trained with --crop {options.CropSize}",
                    file);
            }
        }
    }

    /// <summary>The SHA-256 of each teacher's file in hexadecimal: a run goes on with the teachers it began with, wherever their files lie.</summary>
    /// <param name="options">The settings; each file must be there.</param>
    public static IReadOnlyList<string> Fingerprints(TrainingOptions options) =>
        [.. options.TeacherFiles.Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))];

    /// <summary>Loads the teachers of the options; null without any. Draws from torch's global generator.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="device">Where the student is.</param>
    /// <param name="precision">Of the activations.</param>
    /// <exception cref="UserInputException">A file is missing or damaged.</exception>
    public static Teacher? Load(TrainingOptions options, Device device, ComputePrecision precision)
    {
        if (options.TeacherFiles.Count == 0)
        {
            return null;
        }

        var teacher = new Teacher();
        try
        {
            teacher._networks.AddRange(options.TeacherFiles.Select(file => Checkpoint.LoadNetwork(file, device, precision)));
            return teacher;
        }
        catch
        {
            teacher.Dispose();
            throw;
        }
    }

    /// <summary>What the teachers say of pictures, averaged. Several threads may ask at once.</summary>
    /// <param name="images">The student's input, <c>float32 [N, 1, S, S]</c>.</param>
    /// <returns>Probabilities, <c>float32 [N, C]</c>, without gradients.</returns>
    public Tensor Probabilities(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad(); // not inference_mode: the loss keeps these for its backward
        return stack([.. _networks.Select(network => network.call(images).softmax(1))]).mean([0]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _networks.ForEach(network => network.Dispose());
}
