using EmotionNet.Configuration;
using EmotionNet.Sweeps;
using EmotionNet.Tests.Data;

namespace EmotionNet.Tests.Sweeps;

[Collection(TorchFreeTests.Name)]
public sealed class SweepDirectoryTests : IDisposable
{
    private const string Two = """{ "settings": { "epochs": 3 }, "grid": { "max-lr": [0.01, 0.02] } }""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_task_has_a_configuration_file_that_the_program_takes()
    {
        var sweep = Prepare(Two);

        Assert.Equal(["000", "001"], sweep.Tasks.Select(task => task.Name));
        var options = ConfigurationFile.Load(_folder.File("sweep/tasks/001.json"));
        Assert.Equal(new TrainingOptions { Epochs = 3, MaxLearningRate = 0.02, CheckpointDirectory = _folder.File("sweep/runs/001") }, options);
    }

    [Fact]
    public void A_directory_that_is_opened_has_the_same_tasks()
    {
        var sweep = Prepare(Two);

        var opened = SweepDirectory.Open(_folder.File("sweep"));

        Assert.Equal(sweep.Varied, opened.Varied);
        Assert.Equal(sweep.Tasks.Select(task => (task.Name, task.Options)), opened.Tasks.Select(task => (task.Name, task.Options)));
        Assert.Equal(sweep.Tasks.SelectMany(task => task.Settings), opened.Tasks.SelectMany(task => task.Settings));
    }

    [Fact]
    public void Tasks_may_be_added_and_the_others_keep_their_numbers()
    {
        Prepare(Two);

        var sweep = Prepare("""{ "settings": { "epochs": 3 }, "grid": { "max-lr": [0.005, 0.01, 0.02], "seed": [42, 1] } }""");

        Assert.Equal(
            ["max-lr 0.01, seed 42", "max-lr 0.02, seed 42", "max-lr 0.005, seed 42", "max-lr 0.005, seed 1", "max-lr 0.01, seed 1", "max-lr 0.02, seed 1"],
            sweep.Tasks.Select(task => task.Describe(sweep.Varied))); // 42 is the default, with which the first two began
        Assert.Equal(sweep.Tasks.Select(task => task.Options), Prepare("""
            { "grid": { "seed": [1, 42], "max-lr": [0.02, 0.005, 0.01] }, "settings": { "epochs": 3 } }
            """).Tasks.Select(task => task.Options)); // in another order
    }

    [Theory]
    [InlineData("""{ "settings": { "epochs": 3 }, "grid": { "max-lr": [0.01] } }""", "epochs 3, max-lr 0.02")]
    [InlineData("""{ "settings": { "epochs": 4 }, "grid": { "max-lr": [0.01, 0.02] } }""", "epochs 3, max-lr 0.01")]
    public void A_task_cannot_be_changed_or_taken_away(string changed, string missing)
    {
        Prepare(Two);
        var before = File.ReadAllText(_folder.File("sweep/sweep.json"));

        var error = SmallData.ErrorOf(() => Prepare(changed));

        Assert.Equal(
            $"{_folder.File("file.json")}: the sweep in {_folder.File("sweep")} was started with the task {missing}, which this file no longer has; "
            + "put it back (tasks may be added), or give the changed sweep another directory.",
            error.Message);
        Assert.Equal(before, File.ReadAllText(_folder.File("sweep/sweep.json")));
    }

    [Fact]
    public void A_directory_with_something_else_is_not_written_to()
    {
        _folder.Write("sweep/notes.txt", "mine");

        Assert.Contains("this is not the directory of a sweep, and not empty", SmallData.ErrorOf(() => Prepare(Two)).Message, StringComparison.Ordinal);

        Assert.Equal(["notes.txt"], Directory.GetFileSystemEntries(_folder.File("sweep")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ \"version\": 2, \"file\": \"f\", \"varied\": [], \"tasks\": [] }")]
    [InlineData("{ \"version\": 1, \"file\": \"f\", \"varied\": [], \"tasks\": [ { \"name\": \"000\", \"settings\": { \"sed\": \"1\" } } ] }")]
    [InlineData("not JSON")]
    public void A_list_of_tasks_that_cannot_be_read_is_said_to_be_so(string content)
    {
        _folder.Write("sweep/sweep.json", content);

        var error = SmallData.ErrorOf(() => SweepDirectory.Open(_folder.File("sweep")));

        Assert.Contains("the tasks of the sweep cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_process_at_a_time_adds_tasks_or_runs_them()
    {
        var directory = _folder.File("sweep");
        using (SweepDirectory.Lock(directory))
        {
            Prepare(Two); // the lock alone makes a directory no other's
            Assert.Equal(
                $"{directory}: another process runs the tasks of this sweep, or adds some; wait until it ends, or look with emotionnet sweep status.",
                SmallData.ErrorOf(() => SweepDirectory.Lock(directory)).Message);
        }

        SweepDirectory.Lock(directory).Dispose();
    }

    [Theory]
    [InlineData("sweep")]
    [InlineData("sweep/sweep.json/below")]
    public void A_directory_that_cannot_be_written_is_said_to_be_so(string name)
    {
        Prepare(Two);
        Directory.CreateDirectory(_folder.File("sweep/.emotionnet-lock")); // in the place of the file
        var directory = _folder.File(name);

        Assert.Equal(
            $"{directory}: the directory of the sweep cannot be written; give one that you may write to, on a disk with space.",
            SmallData.ErrorOf(() => SweepDirectory.Lock(directory)).Message);
    }

    [Fact]
    public void A_directory_with_something_else_gets_no_lock()
    {
        _folder.Write("sweep/notes.txt", "mine");

        Assert.Contains(
            "this is not the directory of a sweep", SmallData.ErrorOf(() => SweepDirectory.Lock(_folder.File("sweep"))).Message, StringComparison.Ordinal);

        Assert.Equal(["notes.txt"], Directory.GetFileSystemEntries(_folder.File("sweep")).Select(Path.GetFileName));
    }

    private SweepDirectory Prepare(string json) =>
        SweepDirectory.Prepare(_folder.File("sweep"), SweepExpansion.Expand(SweepFile.Read(_folder.Write("file.json", json))));
}
