using System.Runtime.InteropServices;
using EmotionNet.Tests.Architecture;
using EmotionNet.Tests.Cli;

namespace EmotionNet.Tests.Distributed;

/// <summary>Real runs under a real <c>mpirun</c> learn what one process learns. Between them the rows use every optimizer, label mode and sampler.</summary>
[Collection(ProgramTests.Name)]
public sealed class MpiRunTests : MpiJobs
{
    [Theory(Skip = Missing, SkipUnless = nameof(IsThere))]
    [InlineData(
        "--mode default --optimizer muon --mixup-alpha 0.4 --cutmix-alpha 0.4 --weighted-sampler --stochastic-depth --random-erasing 0.5 --ema-decay 0.9 "
        + "--epochs 9 --early-stopping 1")]
    [InlineData("--mode ferplus --ferplus-mode probability --optimizer sam --mixup-alpha 0.4 --dropout-rate 0.3 --max-steps 6 --epochs 2")]
    [InlineData("--mode ferplus --ferplus-mode multi_target --optimizer adamw --ema-decay 0.9 --epochs 2")]
    [InlineData("--mode ferplus --ferplus-mode majority --optimizer sgd --focal-loss --teacher {0} --epochs 2")]
    public void Two_ranks_train_the_weights_of_one_process_bit_for_bit(string flags)
    {
        string[] arguments = [.. Training, .. string.Format(null, flags, SourceTree.PathOf("models/ferplus.safetensors")).Split(' ')];

        Succeed(OneProcess([.. arguments, "--checkpoint-dir", "one"]));
        Succeed(Ranks(OpenMpi, [.. arguments, "--checkpoint-dir", "two"]).End());

        AssertSameRun("one", "two");
    }

    [Fact(Skip = Missing, SkipUnless = nameof(IsThere))]
    public void Two_ranks_fine_tune_the_weights_of_one_process_bit_for_bit_and_refuse_different_ones_to_begin_with()
    {
        string[] arguments = [.. Training, "--epochs", "2", "--init-from", "first", "--freeze-epochs", "1", "--class-weights", "effective"];
        Succeed(OneProcess([.. Training, "--epochs", "1", "--checkpoint-dir", "first"]));
        Folder.Write("by-rank.sh", "#!/bin/sh\nfrom=$1; shift\n[ \"$OMPI_COMM_WORLD_RANK\" = 1 ] && from=one\nexec \"$@\" --init-from $from\n");

        Succeed(OneProcess([.. arguments, "--checkpoint-dir", "one"]));
        Succeed(Ranks(OpenMpi, [.. arguments, "--checkpoint-dir", "two"]).End());
        var (exitCode, _, errors) = EmotionNetProcess.StartBy(
            Folder.Path,
            [.. OpenMpi, "-n", "2", "sh", "by-rank.sh", "first", .. EmotionNetProcess.Program, .. Training, "--checkpoint-dir", "three"]).End();

        AssertSameRun("one", "two");
        Assert.NotEqual(0, exitCode);
        Assert.Contains($"rank 1 on {Host} has other initial weights than rank 0 on {Host}", errors, StringComparison.Ordinal);
    }

    // The plain run sums the two groups of each batch at once, ranks sum over the batches first.
    [Fact(Skip = Missing, SkipUnless = nameof(IsThere))]
    public void With_accumulation_one_step_of_two_ranks_differs_by_the_order_of_a_sum_alone()
    {
        string[] arguments =
            [.. Training, "--mode", "quick", "--max-steps", "1", "--gradient-accumulation-steps", "2", "--optimizer", "sgd", "--dropout-rate", "0.3"];

        Succeed(OneProcess([.. arguments, "--checkpoint-dir", "one"]));
        Succeed(Ranks(OpenMpi, [.. arguments, "--checkpoint-dir", "two"]).End());

        Assert.InRange(Difference("one/last.safetensors", "two/last.safetensors"), 0, 1e-6);
    }

    [Fact(Skip = MpichMissing, SkipUnless = nameof(IsMpichThere))]
    public void Two_ranks_on_MPICH_train_the_weights_of_one_process_bit_for_bit()
    {
        string[] arguments = [.. Training, "--mode", "quick", "--epochs", "1"];

        Succeed(OneProcess([.. arguments, "--checkpoint-dir", "one"]));
        var (exitCode, output, errors) = Ranks(Mpich, [.. arguments, "--checkpoint-dir", "two"]).End();

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("2 ranks on MPICH 4", output, StringComparison.Ordinal);
        AssertSameRun("one", "two");
    }

    // Stopped twice, by a scheduler's SIGTERM to one rank, of which a copy comes late, and by SIGUSR1 to mpirun.
    [Fact(Skip = Missing, SkipUnless = nameof(IsThere))]
    public void A_run_that_goes_from_two_ranks_to_one_process_ends_in_the_weights_of_a_run_that_was_left_alone()
    {
        string[] arguments = [.. Training, "--mode", "quick", "--epochs", "7", "--checkpoint-dir"];

        Succeed(OneProcess([.. arguments, "alone"]));
        StopAt(Ranks(OpenMpi, [.. arguments, "run"]), "epoch 1/7: ", job => ProcessOf(rank: 1, job), [Term, Term], 143, "SIGTERM");
        StopAt(Ranks(OpenMpi, ["--resume", "run"]), "epoch 3/7: ", launcher => launcher, [Usr1], 130, "SIGUSR1");
        var (exitCode, _, errors) = Ranks(OpenMpi, ["--resume", "run"], count: 3).End();
        Succeed(OneProcess("--resume", "run"));

        Assert.Equal(2, exitCode);
        Assert.Single(
            SentencesIn(errors),
            "the run was started with batches of 16 in 2 batch-norm groups, which 3 ranks cannot share evenly; resume with this number of ranks: 1, 2.");
        AssertSameRun("alone", "run");
    }

    private static void StopAt(EmotionNetProcess job, string line, Func<int, int> target, int[] signals, int expected, string name)
    {
        using (job)
        {
            job.WaitForLine(line);
            var process = target(job.Id);
            foreach (var signal in signals)
            {
                EmotionNetProcess.Send(process, signal);
                Thread.Sleep(20); // signals of one number that wait are one
            }

            var (exitCode, output, errors) = job.End();
            Assert.Equal(expected, exitCode);
            Assert.Contains($"Interrupted by {name}; the state is saved in run/last.safetensors", output, StringComparison.Ordinal);
            Assert.DoesNotContain("bug", errors, StringComparison.Ordinal);
            Assert.DoesNotContain('\e', output); // of the terminal that mpirun gives each rank
        }
    }

    private double Difference(string first, string second)
    {
        var (one, two) = (Floats(first), Floats(second));
        return Math.Sqrt(one.Zip(two, (a, b) => ((double)a - b) * ((double)a - b)).Sum() / one.Sum(value => (double)value * value));
    }

    private float[] Floats(string file) => MemoryMarshal.Cast<byte, float>(Numbers(file)).ToArray();
}
