using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Synthetic;
using EmotionNet.Reporting;
using EmotionNet.Runtime;

namespace EmotionNet.Tests.Reporting;

public sealed class RunDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Data_of_other_images_is_told_by_its_split_and_the_same_data_is_not()
    {
        SyntheticFaces.WriteTo(_folder.Path, seed: 1, training: 14, validation: 14, test: 14);
        var options = new TrainingOptions { DataDirectory = _folder.Path };
        using var first = RunData.Load(options, mayUseSample: false, beginning: null, DataSplit.Validation);
        var same = new RunBeginning
        {
            Environment = RunEnvironment.Here("CPU", new ComputePrecision(TorchSharp.torch.ScalarType.Float32, "fp32"), ranks: 1),
            TrainingDigest = first.Faces.Training!.Digest(),
            ValidationDigest = first.ValidationDigest!,
        };

        Assert.Null(first.Difference);
        Assert.Null(DifferenceTo(same));
        const string Rest = "faces or labels here are not those of the run: ";
        Assert.StartsWith($"The validation {Rest}", DifferenceTo(same with { ValidationDigest = "A" }), StringComparison.Ordinal);
        Assert.StartsWith($"The training {Rest}", DifferenceTo(same with { TrainingDigest = "A" }), StringComparison.Ordinal);

        var network = new CheckpointDescription(options, EmotionClasses.Fer2013, new TrainingProgress { Beginning = same });
        Assert.Null(RunData.ValidationDifference(network, first.Faces.Validation!, "here"));
        Assert.Equal($"The validation {Rest}here.", RunData.ValidationDifference(network, first.Faces.Test!, "here"));
        Assert.Null(RunData.ValidationDifference(network with { Progress = new TrainingProgress() }, first.Faces.Test!, "here"));

        string? DifferenceTo(RunBeginning beginning)
        {
            using var data = RunData.Load(options, mayUseSample: false, beginning, DataSplit.Validation);
            return data.Difference;
        }
    }
}
