using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Distributed;
using EmotionNet.Files;
using EmotionNet.Optimization;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Training;

/// <summary>
/// Compares what the ranks of a run have in common: at the start program, settings and files, at each epoch's end the weights. Ranks that differ
/// would train on without a sign of it.
/// </summary>
internal static class RankAgreement
{
    /// <summary>Compares program, settings, data, teachers and checkpoint with those of rank 0.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="options">The settings of this one.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="data">Its data.</param>
    /// <param name="resumePath">The checkpoint that it continues, or null.</param>
    /// <exception cref="UserInputException">A rank has another; thrown on every rank.</exception>
    public static void RequireSameStart(IRankGroup ranks, TrainingOptions options, Device device, EmotionDataset data, string? resumePath)
    {
        if (ranks.Count == 1)
        {
            return;
        }

        var precision = ComputePrecision.Resolve(options.Precision, device).DataType;
        var starts = ranks.GatherJson(new Start(
            Environment.MachineName,
            $"{typeof(RankAgreement).Assembly.ManifestModule.ModuleVersionId}",
            OptionCatalog.Entries.Where(entry => !ResumeRules.HostOptions.Contains(entry.Name)).ToDictionary(entry => entry.Name, entry => entry.Read(options)),
            device.type == TorchSharp.DeviceType.CPU ? "the CPU" : "a GPU",
            $"{precision}",
            Enum.GetValues<DataSplit>().Where(split => data[split] is not null).ToDictionary(split => $"{split}", split => data[split]!.Digest()),
            [.. data.ClassNames],
            [.. Teacher.Digests(options)],
            resumePath is null ? InitialWeights.DigestOf(options) : "",
            resumePath is null ? "" : InputFiles.Sha256(resumePath)));
        for (var rank = 1; rank < starts.Length; rank++)
        {
            if (Difference(starts[0], starts[rank]) is var (what, fix))
            {
                throw SharedFailure.Mark(new UserInputException($"rank {rank} on {starts[rank].Host} {what} rank 0 on {starts[0].Host}", fix));
            }
        }
    }

    /// <summary>Compares the weights with those of rank 0, after an epoch.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="weights">All weights of this one.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="checkpoint">The file that the run is resumed from, if it is there.</param>
    /// <exception cref="UserInputException">A rank has others; thrown on every rank.</exception>
    public static void RequireSameWeights(IRankGroup ranks, IEnumerable<FlatParameters> weights, int epoch, string checkpoint)
    {
        if (ranks.Count == 1)
        {
            return;
        }

        var digest = FlatParameters.Digest(weights);
        var all = ranks.GatherJson(new Weights(Environment.MachineName, digest));
        var other = Array.FindIndex(all, weights => weights.Digest != all[0].Digest);
        if (other >= 0)
        {
            throw SharedFailure.Mark(new UserInputException(
                $"the weights of rank {other} on {all[other].Host} are not those of rank 0 on {all[0].Host} after epoch {epoch}"
                + (epoch > 1 ? $"; {checkpoint} holds the state of the epoch before" : ""),
                "train on hosts of one kind with the same libraries, and check the memory of that host"));
        }
    }

    private static (string What, string Fix)? Difference(Start first, Start other)
    {
        if (other.Program != first.Program)
        {
            return ("runs another build of emotionnet than", "install the same files on every host");
        }

        if (other.Options.FirstOrDefault(option => first.Options.GetValueOrDefault(option.Key) != option.Value) is { Key: { } name, Value: var value })
        {
            return ($"has `{name}` {value}, and not {first.Options[name]} as", "start every rank with the same settings");
        }

        if (other.Device != first.Device)
        {
            return ($"computes on {other.Device}, and not on {first.Device} as", "give `device` cpu, or cuda where each host has GPUs");
        }

        if (other.Precision != first.Precision)
        {
            return ($"computes in {other.Precision}, and not in {first.Precision} as", "give `precision` fp32");
        }

        var splits = first.Data.Keys.Union(other.Data.Keys);
        if (splits.FirstOrDefault(split => first.Data.GetValueOrDefault(split) != other.Data.GetValueOrDefault(split)) is { } differing)
        {
            return ($"has other {differing.ToLowerInvariant()} images than", "give every host the same data");
        }

        if (!other.Classes.SequenceEqual(first.Classes))
        {
            return ("has other classes than", "give every host the same data, its folders with the same names");
        }

        if (!other.Teachers.SequenceEqual(first.Teachers))
        {
            return ("has another teacher than", "give every host the same `teacher` files");
        }

        if (other.InitialWeights != first.InitialWeights)
        {
            return ("has other initial weights than", "give every host the same `init-from` file");
        }

        return other.Checkpoint != first.Checkpoint ? ("has another checkpoint to resume than", "give every host the same checkpoint") : null;
    }

    private sealed record Start(
        string Host,
        string Program,
        Dictionary<string, string> Options,
        string Device,
        string Precision,
        Dictionary<string, string> Data,
        List<string> Classes,
        List<string> Teachers,
        string InitialWeights,
        string Checkpoint);

    private sealed record Weights(string Host, string Digest);
}
