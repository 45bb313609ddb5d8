using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Checkpoints;

public sealed class RunDirectoryTests : IDisposable
{
    private const string AnyRunFile = "config.json";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("new/run")]
    [InlineData("empty")]
    [InlineData("unrelated")]
    public void A_directory_without_files_of_a_run_needs_no_permission(string name)
    {
        Directory.CreateDirectory(_folder.File("empty"));
        _folder.Write("unrelated/notes.txt", "mine");

        using var directory = Check(name);

        Assert.False(directory.Begin());
        Assert.True(Directory.Exists(_folder.File(name)));
        Assert.Equal("mine", File.ReadAllText(_folder.File("unrelated/notes.txt")));
    }

    [Fact]
    public void A_check_makes_nothing()
    {
        Check("new/run").Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("summary.json")]
    [InlineData("train.log")]
    [InlineData("curves.png")]
    [InlineData("confusion_matrix.png")]
    [InlineData("last.safetensors")]
    [InlineData("best_model.safetensors")]
    [InlineData("epoch_stats/epoch_003_stats.json")]
    [InlineData("tensorboard/events.out.tfevents.1")]
    public void A_file_that_is_not_known_to_be_of_a_run_is_not_replaced_whatever_is_agreed_to(string file)
    {
        _folder.Write($"run/{file}", "somebody's");

        foreach (var overwrite in new[] { false, true })
        {
            foreach (var mode in Enum.GetValues<TrainingMode>())
            {
                var error = Assert.Throws<UserInputException>(() => Check("run", overwrite, mode));
                Assert.StartsWith($"{_folder.File("run")}: {file} in this directory is not known to be of a run", error.Message, StringComparison.Ordinal);
                Assert.Contains("give `checkpoint-dir` another directory", error.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal("somebody's", File.ReadAllText(_folder.File($"run/{file}")));
    }

    [Theory]
    [InlineData("thesis.docx")]
    [InlineData("photo.jpg")]
    [InlineData("main.py")]
    [InlineData("Makefile")]
    [InlineData("train.csv")]
    [InlineData("project/notes.txt")]
    public void A_directory_of_other_things_is_refused_whatever_is_agreed_to(string file)
    {
        _folder.Write($"run/{file}", "somebody's");
        var before = Content(_folder.Path);

        foreach (var overwrite in new[] { false, true })
        {
            var error = Assert.Throws<UserInputException>(() => Check("run", overwrite));
            Assert.Equal(
                $"{_folder.File("run")}: this directory holds other things than a run, such as {file.Split('/')[0]}; "
                    + "give `checkpoint-dir` a directory that is new or empty.",
                error.Message);
        }

        Assert.Equal(before, Content(_folder.Path));
    }

    [Theory]
    [InlineData("slurm-4711.out")]
    [InlineData("job.sbatch")]
    [InlineData("nohup.out")]
    [InlineData("output.log")]
    [InlineData("settings.json")]
    [InlineData("README.md")]
    [InlineData(".gitignore")]
    [InlineData(".snapshot/x")]
    [InlineData("lost+found/x")]
    [InlineData("seed-1/.emotionnet-lock")]
    public void What_job_scripts_file_systems_and_other_runs_leave_keeps_no_run_out(string file)
    {
        _folder.Write($"run/{file}", "");

        using var directory = Check("run");
        Assert.False(directory.Begin());

        Assert.True(File.Exists(_folder.File($"run/{file}")));
    }

    [Fact]
    public void A_run_of_ours_with_other_things_beside_it_is_still_one()
    {
        MadeUpCheckpoint.Write(_folder.File("run/best_model.safetensors"));
        _folder.Write("run/thesis.docx", "somebody's");

        using var directory = Check("run", overwrite: true);
        Assert.True(directory.Begin());

        Assert.Equal(["thesis.docx"], VisibleFiles("run"));
    }

    [Property(MaxTest = 40)]
    public Property No_refused_run_changes_or_leaves_a_file()
    {
        string[] names =
        [
            "config.json", "summary.json", "train.log", "curves.png", "last.safetensors", "best_model.safetensors", "epoch_stats/epoch_001_stats.json",
            "last.safetensors.12.tmp", "notes.txt", "tensorboard/events.out.tfevents.7",
        ];
        var files = Gen.SubListOf(names).SelectMany(chosen => Gen.Choose(0, 9).ListOf(chosen.Count).Select(contents => chosen.Zip(contents).ToList()));
        var starts = files.SelectMany(chosen => Gen.Elements(Enum.GetValues<TrainingMode>()).SelectMany(
            mode => Gen.Elements(false, true).Select(overwrite => (Files: chosen, Mode: mode, Overwrite: overwrite))));
        return Prop.ForAll(starts.ToArbitrary(), start =>
        {
            using var folder = new TemporaryFolder();
            start.Files.ForEach(file => folder.Write($"run/{file.First}", $"{file.Second}"));
            var before = Content(folder.Path);
            var options = new TrainingOptions { CheckpointDirectory = folder.File("run"), Mode = start.Mode };
            var isRefused = Record.Exception(() => RunDirectory.Check(options, null, start.Overwrite).Dispose()) is UserInputException;
            return Content(folder.Path).SequenceEqual(before)
                && isRefused == start.Files.Exists(file => file.First is not ("notes.txt" or "last.safetensors.12.tmp"));
        });
    }

    [Theory]
    [InlineData("last.safetensors", true)]
    [InlineData("best_model.safetensors", false)]
    public void An_earlier_run_is_replaced_only_where_the_user_says_so(string checkpoint, bool isResumable)
    {
        MadeUpCheckpoint.Write(_folder.File($"run/{checkpoint}"));
        _folder.Write("run/config.json", "{}");
        _folder.Write("run/epoch_stats/epoch_001_stats.json", "{}");
        _folder.Write("run/notes.txt", "mine");

        var error = Assert.Throws<UserInputException>(() => Check("run"));

        Assert.Equal(isResumable, error.Message.Contains("continue it with `resume`, ", StringComparison.Ordinal));
        Assert.EndsWith("replace it with `overwrite`, or give `checkpoint-dir` another directory.", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("run/config.json")));

        using var directory = Check("run", overwrite: true);
        Assert.True(File.Exists(_folder.File($"run/{checkpoint}")));
        Assert.True(directory.Begin());
        Assert.Equal(["notes.txt"], VisibleFiles("run"));
    }

    [Theory]
    [InlineData("quick", TrainingMode.Quick, true)]
    [InlineData("quick", TrainingMode.Default, false)]
    [InlineData("default", TrainingMode.Quick, false)]
    [InlineData("ferPlus", TrainingMode.Quick, false)]
    public void Quick_mode_replaces_a_run_of_quick_mode_without_asking_and_nothing_else(string earlier, TrainingMode mode, bool isReplaced)
    {
        MadeUpCheckpoint.Write(_folder.File("run/last.safetensors"), earlier);

        var error = Record.Exception(() => Check("run", mode: mode).Dispose());

        Assert.Equal(isReplaced, error is null);
    }

    [Fact]
    public void A_checkpoint_of_another_program_beside_one_of_ours_keeps_both()
    {
        MadeUpCheckpoint.Write(_folder.File("run/last.safetensors"));
        MadeUpCheckpoint.WriteForeign(_folder.File("run/best_model.safetensors"));

        Assert.Throws<UserInputException>(() => Check("run", overwrite: true));
    }

    [Fact]
    public void A_second_run_in_the_directory_of_one_that_goes_on_is_refused_and_told_which()
    {
        using var first = Check("run");
        first.Begin();

        var error = Assert.Throws<UserInputException>(() => Check("run", overwrite: true));

        Assert.Contains($"another run is training in this directory (process {Environment.ProcessId}, since 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_runs_that_were_checked_at_the_same_time_one_begins()
    {
        using var first = Check("run");
        using var second = Check("run");
        first.Begin();

        Assert.Throws<UserInputException>(() => second.Begin());
    }

    [Fact]
    public void A_run_that_began_and_ended_while_another_loaded_its_data_is_kept()
    {
        using var second = Check("run");
        using (var first = Check("run"))
        {
            first.Begin();
            MadeUpCheckpoint.Write(_folder.File("run/last.safetensors"));
        }

        Assert.Throws<UserInputException>(() => second.Begin());
        Assert.True(File.Exists(_folder.File("run/last.safetensors")));
    }

    [Fact]
    public void The_lock_of_a_run_that_ended_keeps_nobody_out()
    {
        using (var first = Check("run"))
        {
            first.Begin();
        }

        using var second = Check("run");
        Assert.False(second.Begin());
    }

    [Fact]
    public void A_run_that_was_killed_before_its_first_checkpoint_is_known_by_its_marker()
    {
        using (var killed = Check("run"))
        {
            killed.Begin();
            _folder.Write("run/config.json", ConfigurationFile.ToJson(new TrainingOptions()));
            _folder.Write("run/last.safetensors.4711.tmp", "half");
        }

        var error = Assert.Throws<UserInputException>(() => Check("run"));
        using var next = Check("run", overwrite: true);

        Assert.Contains("this directory holds an earlier run; replace it with `overwrite`", error.Message, StringComparison.Ordinal);
        Assert.True(next.Begin());
        Assert.Empty(VisibleFiles("run"));
    }

    [Theory]
    [InlineData("config.json", "{\"name\":\"my-app\"}")]
    [InlineData("config.json", "{\"epochs\":2}")] // settings for us, which somebody wrote by hand
    [InlineData("summary.json", "{}")]
    public void A_marker_that_stayed_does_not_make_somebody_elses_file_that_of_a_run(string file, string content)
    {
        Directory.CreateDirectory(_folder.File("run"));
        RunMarker.OfThisProcess(TrainingMode.Quick).Write(_folder.File("run"));
        _folder.Write($"run/{file}", content);

        Assert.Throws<UserInputException>(() => Check("run", overwrite: true, TrainingMode.Quick));

        Assert.Equal(content, File.ReadAllText(_folder.File($"run/{file}")));
    }

    [Fact]
    public void The_marker_goes_when_a_checkpoint_says_whose_the_directory_is()
    {
        using (var run = Check("run"))
        {
            run.Begin();
            MadeUpCheckpoint.Write(_folder.File("run/last.safetensors"));
        }

        Assert.False(File.Exists(_folder.File($"run/{RunMarker.FileName}")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_next_run_removes_what_a_killed_one_left_half_written_and_no_other_temporary_file(bool isResumed)
    {
        var checkpoint = MadeUpCheckpoint.Write(_folder.File("run/last.safetensors"));
        string[] left = ["last.safetensors.4711.tmp", "config.json.1.tmp", "epoch_stats/epoch_002_stats.json.99.tmp", ".emotionnet-run.7.tmp"];
        string[] others = ["thesis.4711.tmp", "last.safetensors.tmp", "last.safetensors.old.tmp"];
        Array.ForEach([.. left, .. others], name => _folder.Write($"run/{name}", "half"));

        using var directory = RunDirectory.Check(Options("run"), isResumed ? checkpoint : null, overwrite: !isResumed);
        directory.Begin();

        Assert.All(left, name => Assert.False(File.Exists(_folder.File($"run/{name}")), name));
        Assert.All(others, name => Assert.True(File.Exists(_folder.File($"run/{name}")), name));
        Assert.Equal(isResumed, File.Exists(checkpoint));
    }

    [Fact]
    public void A_run_that_was_killed_while_it_wrote_its_marker_leaves_nothing_to_the_next_one()
    {
        _folder.Write("run/.emotionnet-run.4711.tmp", "half"); // the first file of a run

        using var directory = Check("run");
        directory.Begin();

        Assert.Empty(Directory.GetFiles(_folder.File("run"), "*.tmp"));
    }

    [Theory]
    [InlineData("link/last.safetensors")]
    [InlineData("linktofile.safetensors")]
    [InlineData("run/../run/last.safetensors")]
    public void A_run_resumed_through_another_path_to_its_directory_loses_nothing(string path)
    {
        MadeUpCheckpoint.Write(_folder.File("run/last.safetensors"));
        MadeUpCheckpoint.Write(_folder.File("run/best_model.safetensors"));
        Directory.CreateSymbolicLink(_folder.File("link"), "run");
        File.CreateSymbolicLink(_folder.File("linktofile.safetensors"), "run/last.safetensors");

        using var directory = RunDirectory.Check(Options("run"), _folder.File(path), overwrite: false);

        Assert.False(directory.Begin());
        Assert.Equal(["best_model.safetensors", "last.safetensors"], VisibleFiles("run"));
    }

    [Fact]
    public void A_run_that_was_killed_before_it_saved_a_state_has_nothing_to_lose()
    {
        RunDirectory.Check(Options("run"), null, overwrite: false).Begin(); // and never disposed of, as if killed
        _folder.Write("run/config.json", ConfigurationFile.ToJson(Options("run")));
        var run = _folder.File("run");

        Assert.True(RunDirectory.IsUnsaved(run));
        _folder.Write("run/summary.json", "{}");
        Assert.False(RunDirectory.IsUnsaved(run));
        File.Delete(_folder.File("run/summary.json"));
        MadeUpCheckpoint.Write(_folder.File("run/last.safetensors"));
        Assert.False(RunDirectory.IsUnsaved(run));
    }

    [Theory]
    [InlineData("new")]
    [InlineData("foreign")]
    [InlineData("done")]
    public void Where_no_run_was_killed_nothing_is_unsaved(string name)
    {
        _folder.Write("foreign/config.json", "{\"name\":\"my-app\"}");
        MadeUpCheckpoint.Write(_folder.File("done/best_model.safetensors"));

        Assert.False(RunDirectory.IsUnsaved(_folder.File(name)));
    }

    [Fact]
    public void A_lock_is_seen_from_outside_and_looking_does_not_take_it()
    {
        Directory.CreateDirectory(_folder.File("run"));
        Assert.False(RunLock.IsHeld(_folder.File("run")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("run")));

        using (RunLock.Take(_folder.File("run")))
        {
            Assert.True(RunLock.IsHeld(_folder.File("run")));
            Assert.Null(RunLock.TryTake(_folder.File("run")));
        }

        Assert.False(RunLock.IsHeld(_folder.File("run")));
        using var again = RunLock.TryTake(_folder.File("run"));
        Assert.NotNull(again);
    }

    [Fact]
    public void A_run_that_goes_on_elsewhere_asks_before_it_replaces_the_run_there()
    {
        var checkpoint = MadeUpCheckpoint.Write(_folder.File("run/last.safetensors"), "quick");
        MadeUpCheckpoint.Write(_folder.File("elsewhere/last.safetensors"), "quick");
        var options = Options("elsewhere") with { Mode = TrainingMode.Quick };

        Assert.Throws<UserInputException>(() => RunDirectory.Check(options, checkpoint, overwrite: false));
    }

    [Fact]
    public void An_earlier_state_beside_the_last_one_asks_before_it_replaces_it()
    {
        MadeUpCheckpoint.Write(_folder.File("run/last.safetensors"));
        var earlier = MadeUpCheckpoint.Write(_folder.File("run/epoch10.safetensors"), "ferPlus");

        var error = Assert.Throws<UserInputException>(() => RunDirectory.Check(Options("run"), earlier, overwrite: false));

        Assert.Contains($"replace the last.safetensors in this directory, which is another state than {earlier}", error.Message, StringComparison.Ordinal);
        RunDirectory.Check(Options("run"), earlier, overwrite: true).Dispose();
    }

    [Fact]
    public void A_checkpoint_among_somebody_elses_files_does_not_make_them_those_of_a_run()
    {
        var checkpoint = MadeUpCheckpoint.Write(_folder.File("downloads/run7.safetensors"));
        _folder.Write($"downloads/{AnyRunFile}", "somebody's");

        Assert.Throws<UserInputException>(() => RunDirectory.Check(Options("downloads"), checkpoint, overwrite: true));
    }

    [Fact]
    public void A_teacher_in_the_directory_of_the_new_run_is_refused_through_every_path_even_where_overwriting_is_agreed_to()
    {
        MadeUpCheckpoint.Write(_folder.File("run/best_model.safetensors"));
        Directory.CreateSymbolicLink(_folder.File("link"), "run");
        File.CreateSymbolicLink(_folder.File("teacher.safetensors"), "link/best_model.safetensors");

        foreach (var teacher in new[] { "run/best_model.safetensors", "link/best_model.safetensors", "teacher.safetensors", "run", "link/" })
        {
            var error = Assert.Throws<UserInputException>(
                () => RunDirectory.Check(Options("run") with { Teacher = _folder.File(teacher) }, null, overwrite: true));
            Assert.Contains("this teacher lies where the files of the new run go", error.Message, StringComparison.Ordinal);
        }
    }

    private static List<string> Content(string directory) =>
    [
        .. Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => Directory.Exists(path) ? path : $"{path}: {File.ReadAllText(path)}"),
    ];

    private IEnumerable<string?> VisibleFiles(string name) =>
        Directory.EnumerateFiles(_folder.File(name)).Select(Path.GetFileName).Where(file => file![0] != '.').Order(StringComparer.Ordinal);

    private TrainingOptions Options(string name) => new() { CheckpointDirectory = _folder.File(name) };

    private RunDirectory Check(string name, bool overwrite = false, TrainingMode mode = TrainingMode.Default) =>
        RunDirectory.Check(Options(name) with { Mode = mode }, null, overwrite);
}
