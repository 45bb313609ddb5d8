using EmotionNet.Configuration;
using EmotionNet.Optimization;

namespace EmotionNet.Tests.Configuration;

public sealed class OptionsValidationTests
{
    public static TheoryData<TrainingOptions, string> Wrong => new()
    {
        { new() { DropoutRate = 1 }, "`dropout-rate` cannot be \"1\"; give a number from 0 to below 1." },
        { new() { DropoutRate = double.NaN }, "`dropout-rate` cannot be \"NaN\"; give a number from 0 to below 1." },
        { new() { Epochs = 0 }, "`epochs` cannot be \"0\"; give a whole number of at least 1." },
        { new() { BatchSize = 1 }, "`batch-size` cannot be \"1\"; give a whole number of at least 2." },
        { new() { LearningRate = -1 }, "`lr` cannot be \"-1\"; give a number above 0." },
        { new() { MaxLearningRate = double.PositiveInfinity }, "`max-lr` cannot be \"Infinity\"; give a number above 0." },
        { new() { RandomErasing = 1.5 }, "`random-erasing` cannot be \"1.5\"; give a number from 0 to 1." },
        { new() { Seed = -1 }, "`seed` cannot be \"-1\"; give a whole number of at least 0." },
        { new() { Device = "tpu" }, "`device` cannot be \"tpu\"; give auto, cpu, cuda or cuda:N." },
        { new() { Device = "cuda:x" }, "`device` cannot be \"cuda:x\"; give auto, cpu, cuda or cuda:N." },
        {
            new() { ModelType = "resnet" },
            "`model-type` cannot be \"resnet\"; give one of: attention_emotion_net, attention_emotion_net_large, attention_emotion_net_small." },
        { new() { CheckpointDirectory = " " }, "`checkpoint-dir` cannot be \" \"; give a directory." },
        { new() { LearningRate = 1, MaxLearningRate = 0.002 }, "`lr` 1 is above `max-lr` 0.002; lower `lr` or raise `max-lr`." },
        { new() { CropSize = 41 }, "`crop` 41 is odd and has no centre in a face of 48 pixels; use 40 or 42." },
        {
            new() { Mode = TrainingMode.FerPlus, UseBalanced = true },
            "`use-balanced` has FER2013's seven classes and `mode` ferplus has eight; leave out `use-balanced`, or use `mode` default." },
        {
            new() { Teacher = "one.safetensors,,two.safetensors" },
            "`teacher` cannot be \"one.safetensors,,two.safetensors\"; give files, separated by commas, or none." },
        { new() { Teacher = "," }, "`teacher` cannot be \",\"; give files, separated by commas, or none." },
        {
            new() { FreezeEpochs = 2 },
            "`freeze-epochs` trains the classifier alone, behind weights that nothing has trained; "
                + "give `init-from` the initial weights, or leave out `freeze-epochs`." },
        {
            new() { FreezeEpochs = 3, Epochs = 2, InitFrom = "run" },
            "`freeze-epochs` 3 is more than `epochs` 2; lower `freeze-epochs` or raise `epochs`." },
        {
            new() { UseBalanced = true, Classes = EmotionNet.Data.ClassSource.FromFolders },
            "`use-balanced` has FER2013's seven classes and `classes` from-folders may have others; leave out `use-balanced` or `classes`." },
        { new() { ClassWeightsBeta = 1 }, "`class-weights-beta` cannot be \"1\"; give a number from 0 to below 1." },
        { new() { TeacherShare = 1.1 }, "`teacher-share` cannot be \"1.1\"; give a number from 0 to 1." },
        { new() {
            Optimizer = OptimizerKind.Sam,
            GradientAccumulationSteps = 2 }, "`optimizer` sam perturbs the weights for one batch and cannot be used with "
                + "`gradient-accumulation-steps` above 1; leave out `gradient-accumulation-steps`, or use `optimizer` adamw or sgd." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_option_is_refused_in_one_sentence(TrainingOptions options, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<UserInputException>(() => OptionsValidation.Check(options)).Message);

    [Theory]
    [InlineData(TrainingMode.Default)]
    [InlineData(TrainingMode.Quick)]
    [InlineData(TrainingMode.FerPlus)]
    public void Every_preset_is_valid(TrainingMode mode) => Assert.Null(Record.Exception(() => OptionsValidation.Check(ModePresets.For(mode))));
}
