using System.CommandLine;
using BenchmarkDotNet.Running;
using EmotionNet.Benchmarks;
using EmotionNet.Benchmarks.Training;
using EmotionNet.Runtime;

var model = new Option<string>("--model-type") { DefaultValueFactory = _ => "attention_emotion_net", Description = "A name of the model registry." };
var batchSize = new Option<int>("--batch-size") { DefaultValueFactory = _ => 64, Description = "Faces in a step." };
var device = new Option<string>("--device") { DefaultValueFactory = _ => "cpu", Description = "cpu, cuda or cuda:N." };
var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 0, Description = "libtorch's threads; 0 leaves the choice to it." };
var precision = new Option<PrecisionChoice>("--precision") { DefaultValueFactory = _ => PrecisionChoice.Auto, Description = "auto, bf16 or fp32." };
var repeats = new Option<int>("--repeats") { DefaultValueFactory = _ => 7, Description = "Turns; the figures are their medians." };
var steps = new Option<int>("--steps") { DefaultValueFactory = _ => 8, Description = "Steps of a turn." };
var rows = new Option<string[]>("--rows")
{
    AllowMultipleArgumentsPerToken = true,
    Description = $"Of {string.Join(", ", Rows.All)}; else those that make sense on the device."
};
var python = new Option<string>("--python")
{
    DefaultValueFactory = _ => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3",
    Description = "The Python whose torch is compared."
};
var startLimit = new Option<int>("--start-limit")
{
    DefaultValueFactory = _ => 600,
    Description = "Seconds until a row must be warm; torch.compile is the slowest."
};
var json = new Option<string>("--json") { DefaultValueFactory = _ => "train-benchmark.json", Description = "Where the figures go as JSON." };
var row = new Argument<string>("row");
var file = new Argument<string>("file") { Description = "A fer2013.csv, a directory of image folders, or one of FER+ with its images." };
rows.AcceptOnlyFromAmong([.. Rows.All]);

var train = new Command("train", "Times the training step of each row in turns.")
{
    model,
    batchSize,
    device,
    threads,
    repeats,
    steps,
    rows,
    python,
    startLimit,
    json
};
train.SetAction(arguments =>
{
    TorchRuntime.Initialize();
    var chosen = arguments.GetValue(rows) is { Length: > 0 } named ? named : Rows.For(arguments.GetValue(device)!);
    return TrainingComparison.Run(
        chosen,
        Settings(arguments),
        arguments.GetValue(repeats),
        arguments.GetValue(steps),
        arguments.GetValue(python)!,
        TimeSpan.FromSeconds(arguments.GetValue(startLimit)),
        arguments.GetValue(json)!);
});

var agree = new Command("agree", "Trains the same steps on the CPU and on a device, in fp32, and tells how far losses and weights differ.")
{
    model,
    batchSize,
    device,
    steps,
    json
};
agree.SetAction(arguments => DeviceAgreement.Run(Settings(arguments), arguments.GetValue(steps), arguments.GetValue(json)!));

var profile = new Command("profile", "Tells where the time of a step goes.") { model, batchSize, device, threads, precision, repeats };
profile.SetAction(arguments => StepProfile.Run(Settings(arguments), arguments.GetValue(precision), arguments.GetValue(repeats)));

var launches = new Command("launches", "Counts the operations of an update that are kernel launches on a GPU.") { model, batchSize, device, precision };
launches.SetAction(arguments => LaunchCount.Run(Settings(arguments), arguments.GetValue(precision)));

var load = new Command("load", "Prints the seconds of a dataset's first loading and the median of the later ones.") { file, repeats };
load.SetAction(arguments =>
{
    TorchRuntime.Initialize();
    return LoadTimes.Run(arguments.GetValue(file)!, arguments.GetValue(repeats));
});

var worker = new Command("worker", "One row's process, started by train.") { row, model, batchSize, device, threads };
worker.Hidden = true;
worker.SetAction(arguments => Worker.Serve(arguments.GetValue(row)!, Settings(arguments)));

var root = new RootCommand("Speed and memory of EmotionNet: train, profile, launches, agree, load, or BenchmarkDotNet's own arguments for the pieces.") {
    train,
    profile,
    launches,
    agree,
    load,
    worker };
if (args.Length > 0 && !args[0].StartsWith('-')) // a command, known or not
{
    return root.Parse(args).Invoke();
}

TorchRuntime.Initialize();
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

WorkSettings Settings(ParseResult arguments) =>
    new(arguments.GetValue(model)!, arguments.GetValue(batchSize), arguments.GetValue(device)!, arguments.GetValue(threads));
