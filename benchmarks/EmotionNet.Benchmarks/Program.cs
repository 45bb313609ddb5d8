using System.CommandLine;
using BenchmarkDotNet.Running;
using EmotionNet.Benchmarks;
using EmotionNet.Benchmarks.Predict;
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
    Description = "Seconds for a row to load, and for each of its answers: to be warm, to have done a turn; torch.compile is the slowest."
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
    var chosen = arguments.GetValue(rows) is { Length: > 0 } named ? named : RowsFor(arguments.GetValue(device)!);
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

var calibrate = new Command("calibrate-crop", "Prints where the face detector's box lies in the training faces of FER2013.") { file };
calibrate.SetAction(arguments =>
{
    TorchRuntime.Initialize();
    return CropCalibrationTool.Run(arguments.GetValue(file)!);
});

var faces = new Option<int>("--faces") { Description = "Faces to paste; 0 for all." };
var paste = new Command("paste-faces", "Finds and classifies faces of PublicTest that are pasted into pictures.") { file, faces, threads };
paste.SetAction(arguments =>
{
    TorchRuntime.Initialize();
    var pictures = arguments.GetValue(threads);
    return PastedFaces.Run(arguments.GetValue(file)!, arguments.GetValue(faces), pictures == 0 ? Environment.ProcessorCount : pictures);
});

var bundled = new Option<string>("--model") { DefaultValueFactory = _ => "fer2013", Description = "fer2013 or ferplus." };
var predict = new Command("predict", "Classifies cropped faces in turns: the library, bare ONNX Runtime, TorchSharp.") { bundled, threads, repeats };
predict.SetAction(arguments =>
{
    TorchRuntime.Initialize();
    var count = arguments.GetValue(threads);
    return CroppedFaces.Run(arguments.GetValue(bundled)!, count == 0 ? Environment.ProcessorCount : count, arguments.GetValue(repeats));
});

var address = new Argument<string>("address") { Description = "Where emotionnet serve listens on this machine: http://127.0.0.1:8080." };
var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 60, Description = "For how long, at most 600." };
var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 16, Description = "Connections with one request at a time each." };
var serveLoad = new Command("serve-load", "Sends requests to emotionnet serve, a tenth of them malformed.") { address, file, seconds, connections };
serveLoad.SetAction(arguments => ServeLoad.Run(
    arguments.GetValue(address)!, arguments.GetValue(file)!, arguments.GetValue(seconds), arguments.GetValue(connections)));

var program = new Option<string>("--program") { Required = true, Description = "The published emotionnet." };
var photograph = new Option<string>("--photograph") { Required = true, Description = "A picture with a face, for the start." };
var pictures = new Option<int>("--pictures") { DefaultValueFactory = _ => 5000, Description = "Pictures of 640×480 in the directory." };
var timed = new Command("predict-program", "Times the published program: from start to answer, and a directory of pictures.")
{
    file, program, photograph, pictures, threads, repeats,
};
timed.SetAction(arguments =>
{
    TorchRuntime.Initialize();
    var inUse = arguments.GetValue(threads) == 0 ? Environment.ProcessorCount : arguments.GetValue(threads);
    return ProgramSpeed.Run(
        arguments.GetValue(program)!,
        FaceBytes.FirstOf(arguments.GetValue(file)!),
        arguments.GetValue(photograph)!,
        arguments.GetValue(pictures),
        inUse,
        arguments.GetValue(repeats));
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
    calibrate,
    paste,
    predict,
    serveLoad,
    timed,
    worker };
if (args.Length > 0 && !args[0].StartsWith('-')) // a command, known or not
{
    return root.Parse(args).Invoke();
}

TorchRuntime.Initialize();
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

IReadOnlyList<string> RowsFor(string deviceName)
{
    TorchRuntime.Initialize(); // here alone: what waits for the rows' processes needs no memory of its own
    return Rows.For(deviceName);
}

WorkSettings Settings(ParseResult arguments) =>
    new(arguments.GetValue(model)!, arguments.GetValue(batchSize), arguments.GetValue(device)!, arguments.GetValue(threads));
