using System.Buffers.Binary;
using EmotionNet.Checkpoints;
using EmotionNet.Data.Synthetic;
using EmotionNet.Tests.Cli;

namespace EmotionNet.Tests.Distributed;

/// <summary>Jobs of a real <c>mpirun</c> in a folder with a sample, for tests that <c>.ci/run</c> gives some minutes of two processes at a time.</summary>
public abstract class MpiJobs : IDisposable
{
    protected const int Kill = 9, Usr1 = 10, Term = 15;

    protected const string Missing = "EMOTIONNET_MPI_TESTS is not 1, or there is no mpirun (Debian: apt install openmpi-bin)";

    protected const string MpichMissing = "EMOTIONNET_MPI_TESTS is not 1, or there is no mpirun of MPICH (Debian: apt install mpich)";

    private protected static readonly string[] OpenMpi = ["/usr/bin/mpirun.openmpi", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none"];

    private protected static readonly string[] Mpich = ["/usr/bin/mpirun.mpich"];

    protected MpiJobs() => SyntheticFaces.WriteTo(InFolder("sample"), seed: 1, training: 64, validation: 24, test: 24);

    public static bool IsThere => File.Exists(OpenMpi[0]) && IsWanted;

    public static bool IsMpichThere => File.Exists(Mpich[0]) && IsWanted;

    private protected static string Host => Environment.MachineName;

    // Two batch-norm groups a batch, one for each rank or thread.
    private protected static string[] Training { get; } =
    [
        "--data-dir", "sample/fer2013.csv", "--ferplus-dir", "sample", "--model-type", "attention_emotion_net_small",
        "--batch-size", "16", "--batch-norm-group", "8", "--tta", "none", "--precision", "fp32", "--device", "cpu",
    ];

    private protected TemporaryFolder Folder { get; } = new();

    private static bool IsWanted => Environment.GetEnvironmentVariable("EMOTIONNET_MPI_TESTS") == "1";

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string InFolder(string path) => Folder.File(path);

    private protected EmotionNetProcess Ranks(IEnumerable<string> launcher, IEnumerable<string> arguments, int count = 2) =>
        EmotionNetProcess.StartBy(Folder.Path, [.. launcher, "-n", $"{count}", .. EmotionNetProcess.Program, .. arguments]);

    private protected (int ExitCode, string Output, string Errors) OneProcess(params string[] arguments) =>
        EmotionNetProcess.Run(Folder.Path, [.. arguments, "--threads", "2"]);

    private protected static void Succeed((int ExitCode, string Output, string Errors) end) => Assert.Equal((0, ""), (end.ExitCode, end.Errors));

    /// <summary>What the program says among the banners of mpirun.</summary>
    private protected static IEnumerable<string> SentencesIn(string errors) =>
        errors.Split('\n').Select(line => line.TrimEnd()).Where(line => line.EndsWith('.') && line.Contains("; ", StringComparison.Ordinal));

    /// <summary>The process of a rank of Open MPI's mpirun.</summary>
    private protected static int ProcessOf(int rank, int launcher)
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

    /// <summary>The tensors of a safetensors file, which follow a header of the length that its first eight bytes say.</summary>
    private protected byte[] Numbers(string file)
    {
        var content = File.ReadAllBytes(InFolder(file));
        return content[(sizeof(long) + (int)BinaryPrimitives.ReadInt64LittleEndian(content))..];
    }

    private protected void AssertSameRun(string one, string other)
    {
        Assert.Equal(Numbers($"{one}/last.safetensors"), Numbers($"{other}/last.safetensors"));
        Assert.Equal(Scores(one), Scores(other));
    }

    private IEnumerable<(double Raw, double Ema)> Scores(string run) =>
        Checkpoint.DescribeRun(InFolder($"{run}/last.safetensors")).Progress.Epochs
            .Select(epoch => (epoch.RawValidation.Loss, epoch.EmaValidation?.Loss ?? 0));
}
