using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Runs;
using EmotionNet.Runtime;
using EmotionNet.Tests.Data;

namespace EmotionNet.Tests.Runs;

/// <summary>A teacher, or weights to begin with, that have seen what the run is scored on.</summary>
public sealed class SourceLeakageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EmotionDataset _heldOut = SmallData.DrawnFaces(withValidation: false);
    private readonly EmotionDataset _withValidation = SmallData.DrawnFaces(withValidation: true);

    public void Dispose()
    {
        _heldOut.Dispose();
        _withValidation.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_teacher_of_the_same_seed_is_right() => Assert.Empty(Warnings(_heldOut, Held(_heldOut.HeldOut!.Digest)));

    [Fact]
    public void A_teacher_that_held_out_others_of_the_same_faces_is_told()
    {
        var warning = Assert.Single(Warnings(_heldOut, Held("OTHERS") with { Seed = 7 }));

        Assert.StartsWith(
            $"`teacher` {_folder.File("t.safetensors")} was trained on faces that are held out here: it held out others of the same data, by `seed` 7: the",
            warning,
            StringComparison.Ordinal);
        Assert.Contains("the same `seed` and `validation-fraction`", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_teacher_that_held_out_faces_of_other_data_is_right() =>
        Assert.Empty(Warnings(_heldOut, Held("OTHERS") with { Whole = "OTHER DATA" }));

    [Fact]
    public void Of_a_teacher_of_an_earlier_version_the_number_of_faces_tells()
    {
        var earlier = Held("OTHERS") with { Whole = null };

        Assert.Single(Warnings(_heldOut, earlier with { Faces = 48 }));
        Assert.Empty(Warnings(_heldOut, earlier with { Faces = 47 }));
    }

    [Fact]
    public void A_teacher_that_held_out_nothing_of_the_same_faces_is_told() =>
        Assert.Contains(
            "was trained on all training faces of this data, those included that are held out here",
            Assert.Single(Warnings(_heldOut, new Source(null, null, _heldOut.HeldOut!.SourceDigest))),
            StringComparison.Ordinal);

    [Fact]
    public void A_network_that_was_trained_on_a_split_that_is_scored_is_told()
    {
        foreach (var split in new[] { DataSplit.Validation, DataSplit.Test })
        {
            var told = $"was trained on the {split.ToString().ToLowerInvariant()} faces of this data: ";
            Assert.Contains(told, Assert.Single(Warnings(_withValidation, Trained(split))), StringComparison.Ordinal);
        }

        Assert.Empty(Warnings(_withValidation, Trained(DataSplit.Training)));
    }

    [Fact]
    public void Weights_to_begin_with_are_looked_at_like_a_teacher_until_the_run_has_its_own()
    {
        var options = new TrainingOptions { InitFrom = Write(Held("OTHERS")) };

        Assert.StartsWith("`init-from` ", Assert.Single(SourceLeakage.Warnings(options, _heldOut, isResumed: false)), StringComparison.Ordinal);
        Assert.Empty(SourceLeakage.Warnings(options, _heldOut, isResumed: true));
    }

    [Fact]
    public void Of_a_file_that_says_nothing_of_its_data_nothing_is_said() => Assert.Empty(Warnings(_heldOut, new Source(null, null, null)));

    private Source Held(string digest) => new(digest, _heldOut.HeldOut!.SourceDigest, null);

    private Source Trained(DataSplit split) => new(null, null, _withValidation[split]!.Digest());

    private List<string> Warnings(EmotionDataset data, Source teacher) =>
        [.. SourceLeakage.Warnings(new TrainingOptions { Teacher = Write(teacher) }, data, isResumed: false)];

    private string Write(Source source)
    {
        var progress = new TrainingProgress
        {
            HeldOutDigest = source.HeldOut,
            HeldOutSourceDigest = source.Whole,
            FaceCounts = [source.Faces, 0],
            Beginning = source.Training is null ? null : new RunBeginning
            {
                Environment = RunEnvironment.Here("CPU", new ComputePrecision(TorchSharp.torch.ScalarType.Float32, "fp32"), ranks: 1),
                TrainingDigest = source.Training,
                ValidationDigest = "",
            },
        };
        var description = new CheckpointDescription(new TrainingOptions { Seed = source.Seed }, EmotionClasses.Fer2013, progress);
        SafetensorsFile.Write(
            _folder.File("t.safetensors"), new Dictionary<string, TorchSharp.torch.Tensor>(), CheckpointMetadata.Write(description, isResumable: false));
        return _folder.File("t.safetensors");
    }

    private sealed record Source(string? HeldOut, string? Whole, string? Training)
    {
        public int Seed { get; init; } = 1;

        public int Faces { get; init; }
    }
}
