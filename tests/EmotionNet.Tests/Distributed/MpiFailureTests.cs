using System.Diagnostics;
using EmotionNet.Checkpoints;
using EmotionNet.Data.Synthetic;
using EmotionNet.Tests.Cli;

namespace EmotionNet.Tests.Distributed;

/// <summary>What happens under a real <c>mpirun</c> where one rank, or each, meets a problem: one sentence, and the same end for all.</summary>
[Collection(ProgramTests.Name)]
public sealed class MpiFailureTests : MpiJobs
{
    private static readonly string[] Quick = [.. Training, "--mode", "quick", "--checkpoint-dir", "run"];

    [Theory(Skip = Missing, SkipUnless = nameof(IsThere))]
    [InlineData("--seed 7", "rank 1 on {0} has --seed 7, and not 42 as rank 0 on {0}; start every rank with the same settings.")]
    [InlineData("--data-dir other/fer2013.csv", "rank 1 on {0} has other training images than rank 0 on {0}; give every host the same data.")]
    [InlineData("--data-dir nowhere", "rank 1 on {0}: nowhere: ")]
    [InlineData("--batch-syze 16", "rank 1 on {0}: unknown option --batch-syze; did you mean --batch-size, or see emotionnet --help.")]
    public void A_rank_that_was_started_otherwise_is_named_once_and_no_rank_trains(string flags, string sentence)
    {
        SyntheticFaces.WriteTo(InFolder("other"), seed: 2, training: 64, validation: 24, test: 24);
        var second = flags.StartsWith("--data-dir", StringComparison.Ordinal) ? Quick.Where((_, index) => index is not (0 or 1)) : Quick;

        string[] one = ["-n", "1", .. EmotionNetProcess.Program];
        var (exitCode, output, errors) = EmotionNetProcess.StartBy(
            Folder.Path, [.. OpenMpi, .. one, .. Quick, ":", .. one, .. second, .. flags.Split(' ')]).End();

        Assert.Equal(2, exitCode);
        Assert.StartsWith(string.Format(null, sentence, Host), Assert.Single(SentencesIn(errors)), StringComparison.Ordinal);
        Assert.Equal("", output);
        Assert.False(Directory.Exists(InFolder("run")));
    }

    [Theory(Skip = Missing, SkipUnless = nameof(IsThere))]
    [InlineData("--batch-size 15", "--batch-size 15 cannot be shared out evenly to 2 ranks; use --batch-size 14 or 16.")]
    [InlineData("--epochs none", "--epochs cannot be \"none\"; give a whole number of at least 1.")]
    public void What_every_rank_refuses_is_told_once_as_by_one_process(string flags, string sentence)
    {
        var (exitCode, output, errors) = Ranks(OpenMpi, ["--mode", "quick", .. flags.Split(' '), "--checkpoint-dir", "run"]).End();

        Assert.Equal(2, exitCode);
        Assert.Equal(sentence, Assert.Single(SentencesIn(errors)));
        Assert.Equal("", output);
    }

    [Fact(Skip = Missing, SkipUnless = nameof(IsThere))]
    public void A_rank_that_is_killed_ends_the_job_within_seconds_and_leaves_a_whole_checkpoint()
    {
        using var job = Ranks(OpenMpi, [.. Quick, "--epochs", "100"]);
        job.WaitForLine("epoch 2/100: ");
        var start = Stopwatch.GetTimestamp();
        EmotionNetProcess.Send(ProcessOf(rank: 1, job.Id), Kill);
        var (exitCode, _, errors) = job.End();

        Assert.NotEqual(0, exitCode);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5); // 1 s of it is mpirun's, between SIGTERM and SIGKILL to the other rank
        Assert.Contains("process rank 1", errors, StringComparison.Ordinal);
        Assert.Contains("signal 9", errors, StringComparison.Ordinal);
        Assert.InRange(Checkpoint.DescribeRun(InFolder("run/last.safetensors")).Progress.Epochs.Count, 1, 99);
    }

    [Fact(Skip = Missing, SkipUnless = nameof(IsThere))]
    public void A_full_disk_at_rank_0_ends_all_ranks_with_its_sentence()
    {
        Directory.CreateDirectory(InFolder("run"));
        var mounted = Process.Start("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", InFolder("run")]);
        mounted.WaitForExit();
        Assert.SkipUnless(mounted.ExitCode == 0, "mount -t tmpfs is not permitted here");
        try
        {
            var (exitCode, output, errors) = Ranks(OpenMpi, [.. Quick, "--epochs", "2"]).End();

            Assert.Equal(2, exitCode);
            var sentence = Assert.Single(SentencesIn(errors));
            Assert.StartsWith($"rank 0 on {Host}: ", sentence, StringComparison.Ordinal);
            Assert.Contains("No space left on device", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("epoch 1/2:", output, StringComparison.Ordinal);
        }
        finally
        {
            Process.Start("umount", [InFolder("run")]).WaitForExit();
        }
    }

    [Fact]
    public void An_MPI_library_that_is_not_there_is_named()
    {
        var (exitCode, _, errors) = EmotionNetProcess.StartBy(
            Folder.Path, ["env", "EMOTIONNET_MPI=/nowhere/libmpi.so", .. EmotionNetProcess.Program, .. Quick, "--ranks-from", "mpi"]).End();

        Assert.Equal(2, exitCode);
        Assert.Equal(
            "/nowhere/libmpi.so: EMOTIONNET_MPI names an MPI library that cannot be loaded; install its runtime library, name one in EMOTIONNET_MPI, "
            + "or give --ranks-from none to train in each process alone.",
            errors.TrimEnd());
    }
}
