using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Losses;
using EmotionNet.Models;
using EmotionNet.Optimization;
using EmotionNet.Runs;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Training;

public sealed class FineTuningTests : ShortRuns
{
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Frozen_epochs_move_the_classifier_and_no_other_number(OptimizerKind optimizer)
    {
        using var data = Faces();
        // Three batch-norm groups: a mean of three equal numbers is not always that number.
        var options = Options("run") with
        {
            InitFrom = TrainedTeacher(),
            FreezeEpochs = 2,
            Epochs = 2,
            BatchSize = 24,
            BatchNormGroup = 8,
            Optimizer = optimizer,
            WeightDecay = 0.5,
            StochasticDepth = true,
        };

        TrainingRun.Start(options, data, null, [], CancellationToken.None);

        using var before = SafetensorsFile.Read(options.InitFrom);
        using var after = SafetensorsFile.Read(Last(options));
        Assert.All(before.Tensors, entry =>
            Assert.Equal(!AttentionEmotionNet.IsOfClassifier(entry.Key), entry.Value.eq(after.Tensors[entry.Key]).all().item<bool>()));
    }

    [Theory]
    [InlineData(OptimizerKind.Muon, 1, false, false)]
    [InlineData(OptimizerKind.Muon, 2, true, false)]
    [InlineData(OptimizerKind.AdamW, 1, false, true)]
    [InlineData(OptimizerKind.Sgd, 2, true, true)]
    [InlineData(OptimizerKind.Sam, 2, false, false)]
    public void A_run_that_was_stopped_within_or_after_its_frozen_epochs_and_resumed_ends_with_the_same_bits(
        OptimizerKind optimizer, int freezeEpochs, bool hasTeacher, bool hasBudget) =>
        AssertResumesToTheSameBits(Options("whole") with
        {
            InitFrom = TrainedTeacher(),
            FreezeEpochs = freezeEpochs, // it is stopped in epoch 2 of 3
            Teacher = hasTeacher ? TrainedTeacher() : null,
            BudgetMinutes = hasBudget ? 1000 : 0, // the updates below end it first: those that a clock allows are never the same twice
            MaxSteps = hasBudget ? 3 * Few / 8 : 0,
            Optimizer = optimizer,
            MixupAlpha = 0.2,
            ClassWeights = ClassWeighting.Balanced,
        });

    [Fact]
    public void A_budget_that_ends_within_the_frozen_epochs_leaves_a_run_with_the_weights_it_began_with_but_for_the_classifier()
    {
        using var data = Faces();
        var options = Options("run") with { InitFrom = TrainedTeacher(), FreezeEpochs = 5, BudgetMinutes = 1e-4 };

        var summary = TrainingRun.Start(options, data, null, [], CancellationToken.None)!;

        Assert.Equal(1, summary.EpochsCompleted);
        using var before = SafetensorsFile.Read(options.InitFrom);
        using var after = SafetensorsFile.Read(Last(options));
        Assert.All(before.Tensors, entry =>
            Assert.Equal(!AttentionEmotionNet.IsOfClassifier(entry.Key), entry.Value.eq(after.Tensors[entry.Key]).all().item<bool>()));
    }

    [Fact]
    public void A_run_that_was_stopped_between_its_last_frozen_epoch_and_the_next_ends_with_the_same_bits()
    {
        using var data = Faces();
        var whole = Options("whole") with { InitFrom = TrainedTeacher(), FreezeEpochs = 1, GradientAccumulationSteps = 2 };
        TrainingRun.Start(whole, data, null, [], CancellationToken.None);
        var stopped = whole with { CheckpointDirectory = NewFolder("stopped") };
        using var stop = new CancellationTokenSource();
        Assert.Null(TrainingRun.Start(stopped, data, null, [new StopAfter(stop, epoch: 1)], stop.Token));
        Assert.Equal((2, 0), (Checkpoint.Describe(Last(stopped)).Progress.Epoch, Checkpoint.Describe(Last(stopped)).Progress.Step));

        TrainingRun.Start(stopped, data, Last(stopped), [], CancellationToken.None);

        AssertSameTensors(Last(whole), Last(stopped));
    }

    [Fact]
    public void The_classifier_keeps_the_classes_of_the_file_by_name_and_begins_anew_with_the_others()
    {
        using var scope = NewDisposeScope();
        var options = Options("run") with { InitFrom = TrainedTeacher() };
        string[] classes = ["contempt", "happiness", "Anger"];
        using var network = ModelRegistry.Create(options.ModelType, new ModelConfiguration { ClassCount = 3 });
        using var weights = new FlatParameters(network);
        var random = View(weights, "classifier.weight").clone();
        var initial = InitialWeights.Find(options)!;

        initial.CopyInto(weights, classes);

        using var file = SafetensorsFile.Read(options.InitFrom);
        var (saved, now) = (file.Tensors["classifier.weight"], View(weights, "classifier.weight"));
        Assert.True(now[0].eq(random[0]).all().item<bool>());
        Assert.True(now[1].eq(saved[3]).all().item<bool>());
        Assert.True(now[2].eq(saved[0]).all().item<bool>());
        Assert.True(View(weights, "classifier.bias")[1].eq(file.Tensors["classifier.bias"][3]).item<bool>());
        Assert.True(View(weights, "blocks.3.normalization1.running_var").eq(file.Tensors["blocks.3.normalization1.running_var"]).all().item<bool>());
        var description = initial.Describe(classes);
        Assert.Equal(["happiness", "Anger"], description.KeptClasses);
        Assert.Equal(["contempt"], description.NewClasses);
        Assert.Contains("the classifier keeps happiness, Anger and begins anew for contempt.", description.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_directory_of_a_run_stands_for_its_best_weights_and_the_run_records_what_it_took()
    {
        using var data = Faces();
        var options = Options("run") with { InitFrom = Path.GetDirectoryName(TrainedTeacher()), Epochs = 1 };

        var summary = TrainingRun.Start(options, data, null, [], CancellationToken.None)!;

        var initialization = Checkpoint.Describe(Last(options)).Progress.Initialization!;
        Assert.Equal((Checkpoint.BestFile, 7, 0), (initialization.File, initialization.KeptClasses.Count, initialization.NewClasses.Count));
        Assert.True(summary.Epochs[0].RawValidation.Accuracy > 0.9, $"{summary.Epochs[0].RawValidation.Accuracy}"); // it was learned before
    }

    [Fact]
    public void Weights_of_another_model_type_are_refused_with_the_one_to_give()
    {
        using var data = Faces();
        var teacher = TrainedTeacher();

        var error = Assert.Throws<UserInputException>(
            () => TrainingRun.Check(Options("run") with { InitFrom = teacher, ModelType = "attention_emotion_net" }, data, resumePath: null));

        Assert.Equal(
            $"{teacher}: the initial weights are of `model-type` attention_emotion_net_small, and the run has attention_emotion_net; "
                + "give `model-type` attention_emotion_net_small, or `init-from` a file of attention_emotion_net.",
            error.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused()
    {
        using var data = Faces();

        var file = Assert.Throws<UserInputException>(() => TrainingRun.Check(Options("run") with { InitFrom = FileOf("none") }, data, resumePath: null));
        var directory = Assert.Throws<UserInputException>(
            () => TrainingRun.Check(Options("run") with { InitFrom = NewFolder("empty") }, data, resumePath: null));

        Assert.Contains("there is no such file", file.Message, StringComparison.Ordinal);
        Assert.Contains("this directory holds no best weights of a run", directory.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resumed_run_needs_its_initial_weights_no_more_and_takes_no_others()
    {
        using var data = Faces();
        var (first, copy) = (TrainedTeacher(), FileOf("copy.safetensors"));
        File.Copy(first, copy);
        var options = Options("run") with { InitFrom = first, Epochs = 1 };
        TrainingRun.Start(options, data, null, [], CancellationToken.None);
        File.Delete(first);

        TrainingRun.Check(options, data, Last(options));
        TrainingRun.Check(options with { InitFrom = copy }, data, Last(options));

        TrainingOptions[] wrong = [options with { InitFrom = null }, options with { InitFrom = Last(options) }, options with { InitFrom = FileOf("gone") }];
        Assert.All(wrong, other => Assert.Contains(
            $"the run began with the weights of {first}, and is now given",
            Assert.Throws<UserInputException>(() => TrainingRun.Check(other, data, Last(options))).Message,
            StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_run_does_not_replace_the_weights_that_it_begins_with()
    {
        using var data = Faces();
        var options = Options("run") with { Epochs = 1 };
        TrainingRun.Start(options, data, null, [], CancellationToken.None);

        var error = Assert.Throws<UserInputException>(
            () => RunDirectory.Check(options with { InitFrom = options.CheckpointDirectory }, checkpoint: null, overwrite: true));

        Assert.Contains("these weights lie where the files of the new run go, and would be replaced", error.Message, StringComparison.Ordinal);
    }

    private static Tensor View(FlatParameters weights, string name) => weights.NamedViews.Single(entry => entry.Name == name).View;

    private sealed class StopAfter(CancellationTokenSource source, int epoch) : EmotionNet.Training.ITrainingObserver
    {
        public void OnEpochCompleted(EpochStatistics statistics)
        {
            if (statistics.Epoch == epoch)
            {
                source.Cancel();
            }
        }
    }
}
