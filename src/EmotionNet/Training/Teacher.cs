using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Files;
using EmotionNet.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmotionNet.Training;

/// <summary>
/// The teachers of knowledge distillation (Hinton et al. 2015, arXiv:1503.02531): trained networks whose averaged predictions are soft targets beside
/// the labels; born-again networks (Furlanello et al. 2018, arXiv:1805.04770) where teacher and student have one architecture. At each step they
/// predict the augmented and mixed images that the student is trained on (Beyer et al. 2022, arXiv:2106.05237): predictions of the stored images
/// would belong to other images, and could be memorized.
/// </summary>
internal sealed class Teacher : IDisposable
{
    private readonly List<Module<Tensor, Tensor>> _networks = [];

    private Teacher()
    {
    }

    /// <summary>Checks that the teachers fit the run.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="classNames">The class names of the data.</param>
    /// <exception cref="UserInputException">A file is missing, damaged, or of a network with other classes or another crop size.</exception>
    public static void Check(TrainingOptions options, IReadOnlyList<string> classNames)
    {
        foreach (var file in FilesOf(options))
        {
            if (!File.Exists(file))
            {
                throw new UserInputException("there is no such teacher", "give `teacher` the path of a checkpoint or of a run", file);
            }

            var teacher = Checkpoint.Describe(file);
            if (!teacher.ClassNames.SequenceEqual(classNames))
            {
                throw new UserInputException(
                    "this teacher has other classes than the data",
                    "give `teacher` a network that was trained on the same set",
                    file);
            }

            if (teacher.Options.CropSize != options.CropSize)
            {
                throw new UserInputException(
                    $"this teacher was trained with `crop` {teacher.Options.CropSize}, and the run has `crop` {options.CropSize}",
                    $"train with `crop` {teacher.Options.CropSize}, or give `teacher` a network that was trained with `crop` {options.CropSize}",
                    file);
            }
        }
    }

    /// <summary>The SHA-256 of each teacher's file in hexadecimal: a resumed run needs the teachers it began with, wherever their files are.</summary>
    /// <param name="options">The settings; each file must be there.</param>
    public static IReadOnlyList<string> Digests(TrainingOptions options) =>
        [.. FilesOf(options).Select(InputFiles.Sha256)];

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
            teacher._networks.AddRange(FilesOf(options).Select(file => Checkpoint.LoadNetwork(file, device, precision)));
            return teacher;
        }
        catch
        {
            teacher.Dispose();
            throw;
        }
    }

    /// <summary>The averaged predictions of the teachers. Thread-safe.</summary>
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

    private static IEnumerable<string> FilesOf(TrainingOptions options) => options.TeacherFiles.Select(RunWeights.Find);
}
