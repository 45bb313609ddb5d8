using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using EmotionNet.Checkpoints;
using EmotionNet.Data.Synthetic;
using EmotionNet.Tests.Cli;

namespace EmotionNet.Tests.Distributed;

/// <summary>Real runs under a real <c>mpirun</c>: the same result as one process, and the same end for all ranks.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class MpiRunTests : IDisposable
{
    private const int Kill = 9, Term = 15, Usr1 = 10;

    private const string Missing = "EMOTIONNET_MPI_TESTS is not 1, or there is no mpirun (Debian: apt install openmpi-bin)";

    private static readonly string[] OpenMpi = ["/usr/bin/mpirun.openmpi", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none"];

    private static readonly string[] Mpich = ["/usr/bin/mpirun.mpich"];

    // Two batch-norm groups a batch, one for each rank or thread.
    private static readonly string[] Training =
    [
        "--mode", "quick", "--data-dir", "sample/fer2013.csv", "--batch-size", "16", "--batch-norm-group", "8", "--tta", "none", "--precision", "fp32",
        "--device", "cpu",
    ];

    private static readonly string Host = Environment.MachineName;

    private readonly TemporaryFolder _folder = new();

    public MpiRunTests() => SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 64, validation: 24, test: 24);

    // A minute of two processes at a time, which .ci/run gives them.
    public static bool IsThere => File.Exists(OpenMpi[0]) && IsWanted;

    private static bool IsWanted => Environment.GetEnvironmentVariable("EMOTIONNET_MPI_TESTS") == "1";

    public void Dispose() => _folder.Dispose();

    [Theory(Skip = Missing, SkipUnless = nameof(IsThere))]
    [InlineData("--optimizer muon --mixup-alpha 0.4 --cutmix-alpha 0.4 --weighted-sampler --stochastic-depth --random-erasing 0.5")]
    [InlineData("--optimizer sam --mixup-alpha 0.4 --dropout-rate 0.3")]
    [InlineData("--optimizer adamw --mode ferplus --ferplus-dir sample --ferplus-mode multi_target --model-type attention_emotion_net_small")]
    public void Two_ranks_train_the_weights_of_one_process_bit_for_bit(string flags)
    {
        string[] arguments = [.. Training, "--epochs", "2", .. flags.Split(' ')];
        arguments = flags.Contains("--mode", StringComparison.Ordinal) ? [.. arguments.Where((_, index) => index is not (0 or 1))] : arguments;

        Succeed(EmotionNetProcess.Run(_folder.Path, [.. arguments, "--threads", "2", "--checkpoint-dir", "one"]));
        Succeed(Ranks(OpenMpi, [.. arguments, "--checkpoint-dir", "two"]).End());

        Assert.Equal(Numbers("one/last.safetensors"), Numbers("two/last.safetensors"));
        Assert.Equal(Scores("one"), Scores("two"));
    }

    [Fact(Skip = Missing, SkipUnless = nameof(IsThere))]
    public void Two_ranks_fine_tune_the_weights_of_one_process_bit_for_bit_and_refuse_different_ones_to_begin_with()
    {
        string[] arguments = [.. Training, "--epochs", "2", "--init-from", "first", "--freeze-epochs", "1", "--class-weights", "effective"];
        Succeed(EmotionNetProcess.Run(_folder.Path, [.. Training, "--epochs", "1", "--threads", "1", "--checkpoint-dir", "first"]));
        _folder.Write("by-rank.sh", "#!/bin/sh\nfrom=$1; shift\n[ \"$OMPI_COMM_WORLD_RANK\" = 1 ] && from=one\nexec \"$@\" --init-from $from\n");

        Succeed(EmotionNetProcess.Run(_folder.Path, [.. arguments, "--threads", "2", "--checkpoint-dir", "one"]));
        Succeed(Ranks(OpenMpi, [.. arguments, "--checkpoint-dir", "two"]).End());
        var (exitCode, _, errors) = EmotionNetProcess.StartBy(
            _folder.Path, [.. OpenMpi, "-n", "2", "sh", "by-rank.sh", "first", .. EmotionNetProcess.Program, .. Training, "--checkpoint-dir", "three"]).End();

        Assert.Equal(Numbers("one/last.safetensors"), Numbers("two/last.safetensors"));
        Assert.Equal(Scores("one"), Scores("two"));
        Assert.NotEqual(0, exitCode);
        Assert.Contains($"rank 1 on {Host} has other weights to begin with than rank 0 on {Host}", errors, StringComparison.Ordinal);
    }

    // The plain run sums the two groups of each batch at once, ranks sum over the batches first.
    [Fact(Skip = Missing, SkipUnless = nameof(IsThere))]
    public void With_accumulation_one_step_of_two_ranks_differs_by_the_order_of_a_sum_alone()
    {
        string[] arguments = [.. Training, "--max-steps", "1", "--gradient-accumulation-steps", "2", "--optimizer", "sgd", "--dropout-rate", "0.3"];

        Succeed(EmotionNetProcess.Run(_folder.Path, [.. arguments, "--threads", "2", "--checkpoint-dir", "one"]));
        Succeed(Ranks(OpenMpi, [.. arguments, "--checkpoint-dir", "two"]).End());

        var (one, two) = (Floats("one/last.safetensors"), Floats("two/last.safetensors"));
        var difference = Math.Sqrt(one.Zip(two, (a, b) => ((double)a - b) * ((double)a - b)).Sum() / one.Sum(value => (double)value * value));
        Assert.InRange(difference, 0, 1e-6);
    }

    [Fact(Skip = Missing, SkipUnless = nameof(IsThere))]
    public void A_rank_that_is_killed_ends_the_job_and_one_process_resumes_it()
    {
        using var job = Ranks(OpenMpi, [.. Training, "--epochs", "100", "--checkpoint-dir", "run"]);
        job.WaitForLine("epoch 2/100: ");
        var start = Stopwatch.GetTimestamp();
        EmotionNetProcess.Send(ProcessOf(rank: 1, job.Id), Kill);
        var (exitCode, _, errors) = job.End();

        Assert.NotEqual(0, exitCode);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20); // 2 s on an idle machine
        Assert.Contains("process rank 1", errors, StringComparison.Ordinal);
        Assert.Contains("signal 9", errors, StringComparison.Ordinal);
        Assert.InRange(Checkpoint.DescribeRun(_folder.File("run/last.safetensors")).Progress.Epochs.Count, 1, 99);

        using var resumed = EmotionNetProcess.Start(_folder.Path, "--resume", "run", "--threads", "2");
        resumed.WaitForLine("epoch 4/100: ");
        resumed.Signal(Term);
        Assert.Equal(143, resumed.End().ExitCode);
    }

    [Theory(Skip = Missing, SkipUnless = nameof(IsThere))]
    [InlineData(Usr1, true, 130, "SIGUSR1")] // as Slurm sends before the time is up; mpirun passes it on
    [InlineData(Term, false, 143, "SIGTERM")]
    public void A_signal_to_the_launcher_or_to_one_rank_saves_the_state_of_all(int signal, bool toLauncher, int expected, string name)
    {
        using var job = Ranks(OpenMpi, [.. Training, "--epochs", "100", "--checkpoint-dir", "run"]);
        job.WaitForLine("epoch 1/100: ");
        EmotionNetProcess.Send(toLauncher ? job.Id : ProcessOf(rank: 1, job.Id), signal);
        var (exitCode, output, errors) = job.End();

        Assert.Equal(expected, exitCode);
        Assert.Contains($"Interrupted by {name}; the state is saved in run/last.safetensors", output, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", errors, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("run/last.safetensors")));
    }

    [Theory(Skip = Missing, SkipUnless = nameof(IsThere))]
    [InlineData("--seed 7", "rank 1 on {0} has --seed 7, and not 42 as rank 0 on {0}; start every rank with the same settings.")]
    [InlineData("--data-dir other/fer2013.csv", "rank 1 on {0} has other training images than rank 0 on {0}; give every host the same data.")]
    [InlineData("--data-dir nowhere", "rank 1 on {0}: nowhere: ")]
    public void A_rank_that_was_started_otherwise_is_named_once_and_no_rank_trains(string flags, string sentence)
    {
        SyntheticFaces.WriteTo(_folder.File("other"), seed: 2, training: 64, validation: 24, test: 24);
        string[] first = [.. Training, "--checkpoint-dir", "run"];
        var second = flags.StartsWith("--data-dir", StringComparison.Ordinal) ? first.Where((_, index) => index is not (2 or 3)) : first;

        string[] one = ["-n", "1", .. EmotionNetProcess.Program];
        var (exitCode, output, errors) = EmotionNetProcess.StartBy(
            _folder.Path, [.. OpenMpi, .. one, .. first, ":", .. one, .. second, .. flags.Split(' ')]).End();

        Assert.Equal(2, exitCode);
        Assert.Single(SentencesIn(errors), line => line.StartsWith(string.Format(null, sentence, Host), StringComparison.Ordinal));
        Assert.DoesNotContain("epoch", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Fact(Skip = Missing, SkipUnless = nameof(IsThere))]
    public void A_batch_that_the_ranks_cannot_share_is_refused_once_with_those_they_can()
    {
        var (exitCode, output, errors) = Ranks(OpenMpi, ["--mode", "quick", "--batch-size", "15", "--checkpoint-dir", "run"]).End();

        Assert.Equal(2, exitCode);
        Assert.Single(SentencesIn(errors), "--batch-size 15 cannot be shared out evenly to 2 ranks; use --batch-size 14 or 16.");
        Assert.DoesNotContain("epoch", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_MPI_library_that_is_not_there_is_named()
    {
        var (exitCode, _, errors) = EmotionNetProcess.StartBy(
            _folder.Path, ["env", "EMOTIONNET_MPI=/nowhere/libmpi.so", .. EmotionNetProcess.Program, .. Training, "--ranks-from", "mpi"]).End();

        Assert.Equal(2, exitCode);
        Assert.Equal(
            "/nowhere/libmpi.so: EMOTIONNET_MPI names an MPI library that cannot be loaded; install its runtime library, name one in EMOTIONNET_MPI, "
            + "or give --ranks-from none to train in each process alone.",
            errors.TrimEnd());
    }

    [Fact]
    public void Two_ranks_on_MPICH_say_so_and_train_together()
    {
        Assert.SkipUnless(File.Exists(Mpich[0]) && IsWanted, "EMOTIONNET_MPI_TESTS is not 1, or there is no mpirun of MPICH (Debian: apt install mpich)");

        var (exitCode, output, errors) = Ranks(Mpich, [.. Training, "--max-steps", "2", "--checkpoint-dir", "run"]).End();

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("2 ranks on MPICH 4", output, StringComparison.Ordinal);
    }

    private static void Succeed((int ExitCode, string Output, string Errors) end) => Assert.Equal((0, ""), (end.ExitCode, end.Errors));

    // mpirun adds banners of its own.
    private static IEnumerable<string> SentencesIn(string errors) => errors.Split('\n').Select(line => line.TrimEnd()).Where(line => line.EndsWith('.'));

    private static int ProcessOf(int rank, int launcher)
    {
        var variable = $"OMPI_COMM_WORLD_RANK={rank}";
        return Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, null))
            .First(id => Try(() => File.ReadAllText($"/proc/{id}/stat")).Split(' ').ElementAtOrDefault(3) == $"{launcher}"
                && Try(() => File.ReadAllText($"/proc/{id}/environ")).Split('\0').Contains(variable));

        static string Try(Func<string> read)
        {
            try
            {
                return read();
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                return ""; // a process that has ended, or another user's
            }
        }
    }

    private EmotionNetProcess Ranks(IEnumerable<string> launcher, IEnumerable<string> arguments) =>
        EmotionNetProcess.StartBy(_folder.Path, [.. launcher, "-n", "2", .. EmotionNetProcess.Program, .. arguments]);

    // The tensors of a safetensors file, which follow a header of the length that its first eight bytes say.
    private byte[] Numbers(string file)
    {
        var content = File.ReadAllBytes(_folder.File(file));
        return content[(sizeof(long) + (int)BinaryPrimitives.ReadInt64LittleEndian(content))..];
    }

    private float[] Floats(string file) => MemoryMarshal.Cast<byte, float>(Numbers(file)).ToArray();

    private IEnumerable<(double Raw, double Ema)> Scores(string run) =>
        Checkpoint.DescribeRun(_folder.File($"{run}/last.safetensors")).Progress.Epochs
            .Select(epoch => (epoch.RawValidation.Loss, epoch.EmaValidation?.Loss ?? 0));
}
