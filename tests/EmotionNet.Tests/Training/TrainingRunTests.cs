using System.Globalization;
using System.Text.RegularExpressions;
using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Optimization;
using EmotionNet.Runs;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

public sealed class TrainingRunTests : ShortRuns
{
    // From one that an idle machine needs to one that a busy machine does; the first that is enough is the last that is tried.
    private static readonly double[] Budgets = [0.03, 0.1, 0.4, 1.6];

    [Fact]
    public void Distillation_changes_what_is_learned_by_its_share()
    {
        using var data = Faces();
        var teacher = TrainedTeacher();
        var alone = Options("alone");
        var ignored = Options("ignored") with { Teacher = teacher, TeacherShare = 0 };
        var distilled = Options("distilled") with { Teacher = teacher };
        var losses = new[] { alone, ignored, distilled }.Select(
            options => TrainingRun.Start(options, data, null, [], CancellationToken.None)!.Epochs[^1].RawValidation.Loss).ToArray();

        AssertSameTensors(Last(alone), Last(ignored));
        Assert.NotEqual(losses[0], losses[2]);
    }

    [Fact]
    public void A_student_that_learns_from_no_label_learns_from_itsTeacher()
    {
        using var data = Faces(trainingFaces: Many);
        using var mislabelled = new EmotionDataset
        {
            Layout = data.Layout,
            LabelMode = data.LabelMode,
            Training = Squares(Many, 1, LabelMode.SingleLabel, labelShift: 1),
            Validation = Squares(48, 2, LabelMode.SingleLabel),
        };

        var summary = TrainingRun.Start(
            Options("student") with { Teacher = TrainedTeacher(), TeacherShare = 1 },
            mislabelled,
            null,
            [],
            CancellationToken.None)!;

        Assert.True(summary.Best.Validation.Accuracy > 0.9, $"{summary.Best.Validation.Accuracy}");
    }

    [Fact]
    public void A_teacher_with_other_classes_is_refused()
    {
        using var other = Faces(LabelMode.Majority);
        var teacher = TrainedTeacher();

        var error = Assert.Throws<UserInputException>(
            () => TrainingRun.Start(Options("other") with { Mode = TrainingMode.FerPlus, Teacher = teacher }, other, null, [], CancellationToken.None));

        Assert.Equal(teacher, error.File);
        Assert.Contains("give `teacher` a network that was trained on the same set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_teacher_of_another_crop_size_is_refused()
    {
        using var data = Faces();
        var teacher = TrainedTeacher();

        var error = Assert.Throws<UserInputException>(() => TrainingRun.Check(Options("smaller") with { CropSize = 40, Teacher = teacher }, data, null));

        Assert.Equal(teacher, error.File);
        Assert.Contains("train with `crop` 48, or give `teacher` a network that was trained with `crop` 40", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_student_goes_on_as_it_would_have_with_its_teacher_in_another_place()
    {
        using var data = Faces();
        var teacher = TrainedTeacher();
        var (whole, stopped) = (Options("whole") with { Teacher = teacher, MixupAlpha = 0.2 }, Options("stopped") with { Teacher = teacher, MixupAlpha = 0.2 });
        TrainingRun.Start(whole, data, null, [], CancellationToken.None);
        using var stop = new CancellationTokenSource();
        Assert.Null(TrainingRun.Start(stopped, data, null, [new StopAt(stop, epoch: 2)], stop.Token));
        var moved = FileOf("moved.safetensors");
        File.Move(teacher, moved);

        TrainingRun.Start(stopped with { Teacher = moved }, data, Last(stopped), [], CancellationToken.None);

        AssertSameTensors(Last(whole), Last(stopped));
    }

    [Fact]
    public void A_student_is_not_resumed_without_its_teacher_or_with_another()
    {
        using var data = Faces();
        var options = Options("student") with { Teacher = TrainedTeacher(), MaxSteps = 1 };
        TrainingRun.Start(options, data, null, [], CancellationToken.None);
        var another = Options("another") with { Seed = 7, MaxSteps = 1 };
        TrainingRun.Start(another, data, null, [], CancellationToken.None);

        Assert.Contains($"the teacher {options.Teacher}, and is now given no teacher", RefusalOf(null).Message, StringComparison.Ordinal);
        Assert.Contains(
            $"what is now given, {Best(another)}, holds other weights; give `teacher` the same files",
            RefusalOf(Best(another)).Message,
            StringComparison.Ordinal);
        File.Delete(options.Teacher!);
        Assert.Equal($"{options.Teacher}: there is no such teacher; give `teacher` the path of a checkpoint or of a run.", RefusalOf(options.Teacher).Message);

        UserInputException RefusalOf(string? teacher) =>
            Assert.Throws<UserInputException>(() => TrainingRun.Check(options with { Teacher = teacher }, data, Last(options)));
    }

    [Fact]
    public void A_student_of_a_version_that_predicted_only_once_is_scored_and_not_resumed()
    {
        using var data = Faces();
        var options = Options("older version") with { Teacher = TrainedTeacher(), MaxSteps = 1 };
        TrainingRun.Start(options, data, null, [], CancellationToken.None);
        using (var content = SafetensorsFile.Read(Last(options)))
        {
            var progress = Regex.Replace(content.Metadata["progress"], "\"teachers\":\\[\"[0-9A-F]+\"\\]", "\"facesTaught\":\"00\"");
            Assert.NotEqual(content.Metadata["progress"], progress);
            SafetensorsFile.Write(Last(options), content.Tensors, new Dictionary<string, string>(content.Metadata) { ["progress"] = progress });
        }

        var errors = new[] { options.Teacher, null }.Select(
            teacher => Assert.Throws<UserInputException>(() => TrainingRun.Check(options with { Teacher = teacher }, data, Last(options))));

        Assert.All(errors, error => Assert.Contains(
            "by a version that computed teacher predictions only once; resume with the version that started it",
            error.Message,
            StringComparison.Ordinal));
        Assert.Equal(48, CheckpointEvaluation.Evaluate(Last(options), data, DataSplit.Validation, TtaMode.None, "cpu", PrecisionChoice.Fp32).All.Count);
    }

    [Fact]
    public void A_student_that_is_resumed_in_another_mode_gets_a_message_about_the_mode()
    {
        using var data = Faces();
        using var other = Faces(LabelMode.Majority);
        var options = Options("student") with { Teacher = TrainedTeacher(), MaxSteps = 1 };
        TrainingRun.Start(options, data, null, [], CancellationToken.None);

        var error = Assert.Throws<UserInputException>(() => TrainingRun.Check(options with { Mode = TrainingMode.FerPlus }, other, Last(options)));

        Assert.Contains("resume with the mode that the run was started with", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.5, false)]
    public void A_run_with_a_setting_of_another_version_is_scored_and_resumed_only_where_it_was_off(double value, bool isResumed)
    {
        var options = Options("other version") with { MaxSteps = 1 };
        using var data = Faces();
        TrainingRun.Start(options, data, null, [], CancellationToken.None);
        using (var content = SafetensorsFile.Read(Last(options)))
        {
            var settings = content.Metadata["options"]
                .Replace("{", $"{{\"selfDistillation\":{value.ToString(CultureInfo.InvariantCulture)},", StringComparison.Ordinal);
            SafetensorsFile.Write(Last(options), content.Tensors, new Dictionary<string, string>(content.Metadata) { ["options"] = settings });
        }

        var error = Record.Exception(() => TrainingRun.Check(options, data, Last(options)));

        Assert.Equal(isResumed, error is null);
        Assert.True(
            isResumed || error!.Message.Contains("a setting that this version does not have, selfDistillation", StringComparison.Ordinal),
            error?.Message);
        Assert.Equal(48, CheckpointEvaluation.Evaluate(Last(options), data, DataSplit.Validation, TtaMode.None, "cpu", PrecisionChoice.Fp32).All.Count);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        using var data = Faces();
        var (one, same, other) = (Options("one"), Options("same"), Options("other") with { Seed = 7 });
        foreach (var options in new[] { one, same, other })
        {
            TrainingRun.Start(options, data, null, [], CancellationToken.None);
        }

        AssertSameTensors(Last(one), Last(same));
        using var first = SafetensorsFile.Read(Last(one));
        using var third = SafetensorsFile.Read(Last(other));
        Assert.False(first.Tensors["classifier.weight"].eq(third.Tensors["classifier.weight"]).all().item<bool>());
    }

    [Fact]
    public void The_network_learns_and_the_best_checkpoint_scores_as_the_summary_says()
    {
        var options = Options("learns") with { Epochs = 12, MaxLearningRate = 0.01, FinalDivisor = 4 };
        using var data = Faces(trainingFaces: Many);

        var summary = TrainingRun.Start(options, data, null, [], CancellationToken.None)!;

        Assert.True(summary.Best.Validation.Accuracy > 0.9, $"accuracy {summary.Best.Validation.Accuracy}");
        Assert.Equal(options.LearningRate / 4, summary.Epochs[^1].LearningRate, 1e-9);
        var again = ScoreBest(options, data, DataSplit.Validation);
        Assert.Equal(summary.Best.Validation.Accuracy, again.Accuracy);
        Assert.Equal(summary.Test!.Accuracy, ScoreBest(options, data, DataSplit.Test).Accuracy);
        Assert.Equal(summary.Test.Calibration, ScoreBest(options, data, DataSplit.Test).Calibration);
    }

    [Fact]
    public void Exported_weights_score_as_the_checkpoint_and_keep_no_path()
    {
        var options = Options("exported") with { DataDirectory = "/home/someone/faces" };
        using var data = Faces();
        var summary = TrainingRun.Start(options, data, null, [], CancellationToken.None)!;
        var best = Best(options);
        var exported = Path.Combine(options.CheckpointDirectory, "exported.safetensors");

        Checkpoint.Export(best, exported);

        var scores = CheckpointEvaluation.Evaluate(exported, data, DataSplit.Validation, TtaMode.None, "cpu", PrecisionChoice.Fp32).All;
        Assert.Equal(summary.Best.Validation.Accuracy, scores.Accuracy);
        Assert.Equal(summary.Best.Validation.Loss, scores.Loss, 1e-2);
        Assert.InRange(new FileInfo(exported).Length, 1, 0.6 * new FileInfo(best).Length);
        Assert.DoesNotContain("someone", SafetensorsFile.ReadMetadata(exported)["options"], StringComparison.Ordinal);
        Assert.Throws<UserInputException>(() => Checkpoint.Export(Last(options), exported));
    }

    [Fact]
    public void A_budget_of_minutes_decides_the_length_and_the_rate_falls_to_nothing_within_it()
    {
        using var data = Faces();

        Assert.Contains(Budgets, minutes =>
        {
            var options = Options($"{minutes}") with { Epochs = 1, BudgetMinutes = minutes };
            var summary = TrainingRun.Start(options, data, null, [], CancellationToken.None)!;
            return summary.EpochsCompleted > 1 && summary.Epochs[^1].LearningRate < 0.5 * options.MaxLearningRate;
        });
    }

    [Fact]
    public void A_stopped_run_with_a_budget_goes_on_with_the_time_that_was_left()
    {
        using var data = Faces();

        Assert.Contains(Budgets, minutes =>
        {
            var options = Options($"{minutes}") with { BudgetMinutes = minutes };
            using var stop = new CancellationTokenSource();
            if (TrainingRun.Start(options, data, null, [new StopAt(stop, epoch: 1)], stop.Token) is not null)
            {
                return false; // its time was over before it was stopped
            }

            var spent = Checkpoint.Describe(Last(options)).Progress.RunSeconds;
            TrainingRun.Start(options, data, Last(options), [], CancellationToken.None);
            return spent > 0 && Checkpoint.Describe(Last(options)).Progress.RunSeconds > spent;
        });
    }

    [Fact]
    public void Validation_is_also_scored_without_near_duplicates_of_training_images()
    {
        var options = Options("duplicates");
        using var faces = Faces();
        using var scope = NewDisposeScope();
        using var data = new EmotionDataset
        {
            Layout = "made up",
            LabelMode = faces.LabelMode,
            Training = faces.Training!.Subset([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
            Validation = new FaceSet(
                cat([faces.Validation!.Images, faces.Training.Images.narrow(0, 0, 2)]),
                cat([faces.Validation.Targets, faces.Training.Targets.narrow(0, 0, 2)]),
                faces.ClassNames),
        };

        var summary = TrainingRun.Start(options, data, null, [], CancellationToken.None)!;

        Assert.Equal(faces.Validation.Count, summary.ValidationWithoutDuplicates!.Count);
        var scores = CheckpointEvaluation.Evaluate(Best(options), data, DataSplit.Validation, TtaMode.None, "cpu", PrecisionChoice.Fp32);
        Assert.Equal(summary.ValidationWithoutDuplicates.Accuracy, scores.WithoutDuplicates!.Accuracy);
        Assert.Equal(summary.ValidationWithoutDuplicates.Calibration, scores.WithoutDuplicates.Calibration);
    }

    [CudaFact]
    public void The_network_learns_in_bf16_on_a_gpu()
    {
        var options = Options("cuda") with { Device = "cuda", Precision = PrecisionChoice.Bf16, Epochs = 12, MaxLearningRate = 0.01 };
        using var data = Faces(trainingFaces: Many);

        var summary = TrainingRun.Start(options, data, null, [], CancellationToken.None)!;

        Assert.True(summary.Best.Validation.Accuracy > 0.9, $"accuracy {summary.Best.Validation.Accuracy}");
    }

    [Fact]
    public void A_loss_that_is_not_a_number_stops_the_run_and_keeps_the_last_good_checkpoint()
    {
        var options = Options("diverges") with { Optimizer = OptimizerKind.Sgd, MaxLearningRate = 100, WeightDecay = 1, GradientClip = 0, Epochs = 40 };
        using var data = Faces();

        var error = Assert.Throws<UserInputException>(() => TrainingRun.Start(options, data, null, [], CancellationToken.None));

        Assert.Contains("try a lower `max-lr`", error.Message, StringComparison.Ordinal);
        using var kept = SafetensorsFile.Read(Last(options));
        Assert.All(kept.Tensors.Values, tensor => Assert.True(tensor.isfinite().all().item<bool>()));
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("model")]
    [InlineData("classes")]
    public void A_checkpoint_of_another_run_is_not_resumed(string difference)
    {
        var options = Options("first") with { MaxSteps = 1 };
        using var data = Faces();
        TrainingRun.Start(options, data, null, [], CancellationToken.None);
        using var other = difference == "classes" ? Faces(LabelMode.Majority) : Faces();
        var changed = difference switch
        {
            "seed" => options with { Seed = 1 },
            "model" => options with { ModelType = "attention_emotion_net" },
            _ => options with { Mode = TrainingMode.FerPlus },
        };

        var error = Assert.Throws<UserInputException>(() => TrainingRun.Start(changed, other, Last(options), [], CancellationToken.None));

        Assert.Equal(Last(options), error.File);
    }

    [Fact]
    public void A_checkpoint_of_another_format_is_refused()
    {
        // Those of version 1 belong to a network that did not standardise its faces, though every shape agrees.
        var options = Options("older") with { MaxSteps = 1 };
        using var data = Faces();
        TrainingRun.Start(options, data, null, [], CancellationToken.None);
        using var content = SafetensorsFile.Read(Last(options));
        SafetensorsFile.Write(Last(options), content.Tensors, new Dictionary<string, string>(content.Metadata) { ["emotionnet_version"] = "1" });

        var error = Assert.Throws<UserInputException>(() => TrainingRun.Start(options, data, Last(options), [], CancellationToken.None));

        Assert.Equal(Last(options), error.File);
        Assert.Contains("not a checkpoint of this version", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("options", "null")]
    [InlineData("options", "{\"modelType\":null}")]
    [InlineData("class_names", "null")]
    [InlineData("class_names", "[null]")]
    [InlineData("progress", "null")]
    [InlineData("progress", "{\"epochs\":null}")]
    [InlineData("progress", "{\"epochs\":[null]}")]
    [InlineData("progress", "[]")]
    public void A_checkpoint_whose_metadata_holds_null_is_refused(string key, string value)
    {
        var options = Options("null") with { MaxSteps = 1 };
        using var data = Faces();
        TrainingRun.Start(options, data, null, [], CancellationToken.None);
        using var content = SafetensorsFile.Read(Last(options));
        SafetensorsFile.Write(Last(options), content.Tensors, new Dictionary<string, string>(content.Metadata) { [key] = value });

        var error = Assert.Throws<UserInputException>(() => TrainingRun.Check(options, data, Last(options)));

        Assert.Equal(Last(options), error.File);
    }

    [Fact]
    public void A_run_resumed_in_another_folder_takes_its_best_weights_along()
    {
        var options = Options("here");
        using var data = Faces();
        using var stop = new CancellationTokenSource();
        TrainingRun.Start(options, data, null, [new StopAt(stop, epoch: 3)], stop.Token);
        var elsewhere = options with { CheckpointDirectory = NewFolder("elsewhere") };

        var summary = TrainingRun.Start(elsewhere, data, Last(options), [], CancellationToken.None)!;

        var best = ScoreBest(elsewhere, data, DataSplit.Validation);
        Assert.Equal(summary.Best.Validation.Accuracy, best.Accuracy);
    }

    [Fact]
    public void A_checkpoint_beside_the_best_weights_of_another_run_is_not_resumed()
    {
        var (one, other) = (Options("one"), Options("other") with { Seed = 7 });
        using var data = Faces();
        TrainingRun.Start(one, data, null, [], CancellationToken.None);
        TrainingRun.Start(other, data, null, [], CancellationToken.None);
        File.Copy(Last(one), Last(other), overwrite: true);

        var error = Assert.Throws<UserInputException>(
            () => TrainingRun.Start(one with { CheckpointDirectory = other.CheckpointDirectory }, data, Last(other), [], CancellationToken.None));

        Assert.Contains("best_model.safetensors beside the checkpoint", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_run_that_was_stopped_before_its_first_step_is_resumed(OptimizerKind optimizer)
    {
        var options = Options("unstarted") with { Optimizer = optimizer, MaxSteps = 1 };
        using var data = Faces();
        Assert.Null(TrainingRun.Start(options, data, null, [], new CancellationToken(canceled: true)));

        Assert.NotNull(TrainingRun.Start(options, data, Last(options), [], CancellationToken.None));
    }

    [Fact]
    public void A_checkpoint_is_not_resumed_on_other_faces()
    {
        var options = Options("faces") with { MaxSteps = 1 };
        using var data = Faces();
        TrainingRun.Start(options, data, null, [], CancellationToken.None);
        using var more = Faces(trainingFaces: 200);

        var error = Assert.Throws<UserInputException>(() => TrainingRun.Start(options, more, Last(options), [], CancellationToken.None));

        Assert.Contains("64 and 48 faces", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void More_epochs_leave_no_more_tensors_behind_than_one(bool hasTeacher)
    {
        using var data = Faces(trainingFaces: Many);
        var options = Options("warm-up") with { Epochs = 1, Teacher = hasTeacher ? TrainedTeacher() : null };

        var oneEpoch = TensorsLeftBy(options);
        var fourEpochs = TensorsLeftBy(options with { Epochs = 4 });

        Assert.InRange(fourEpochs, long.MinValue, oneEpoch + 40); // one tensor a step would be 48

        long TensorsLeftBy(TrainingOptions run)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var before = Tensor.TotalCount;
            TrainingRun.Start(run, data, null, [], CancellationToken.None);
            return Tensor.TotalCount - before;
        }
    }
}
