using System.CommandLine;
using System.Runtime.CompilerServices;
using EmotionNet.Fuzz;
using EmotionNet.Runtime;
using SharpFuzz;

var inputs = new Option<long>("--inputs") { DefaultValueFactory = _ => 10_000, Description = "Files, over all readers." };
var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Of the changes." };
var only = new Option<string?>("--only") { Description = "Readers whose name contains this." };
var findings = new Option<string>("--findings") { DefaultValueFactory = _ => "fuzz-findings", Description = "Directory for what is found." };
var afl = new Option<bool>("--afl") { Description = "Take files from afl-fuzz instead; the assemblies must be instrumented (tests/fuzz.sh)." };
var corpus = new Option<string?>("--write-seeds") { Description = "Write the files that the changes begin with into a directory, and end." };
var root = new RootCommand("Gives changed files to the readers of files from strangers: each must be read, or refused by a sentence.")
{
    inputs,
    seed,
    only,
    findings,
    afl,
    corpus,
};
root.SetAction(parsed => parsed.GetValue(afl)
    ? RunAfl(parsed.GetValue(only)!)
    : RunOrWriteSeeds(parsed.GetValue(only), parsed.GetValue(corpus), parsed.GetValue(inputs), parsed.GetValue(seed), parsed.GetValue(findings)!));
return root.Parse(args).Invoke();

[MethodImpl(MethodImplOptions.NoInlining)] // see RunAfl
static int RunOrWriteSeeds(string? only, string? corpus, long inputs, int seed, string findings)
{
    TorchRuntime.Initialize();
    var targets = FuzzTargets.All.Where(target => only is null || target.Name.Contains(only, StringComparison.Ordinal)).ToList();
    return corpus is null ? Run(targets, inputs, seed, Directory.CreateDirectory(findings).FullName) : WriteSeeds(targets, corpus);
}

static int Run(IReadOnlyList<FuzzTarget> targets, long inputs, int seed, string findings)
{
    var found = targets.Sum(target => new FuzzRun(target, findings, seed).Run(inputs / targets.Count));
    Console.WriteLine($"{found} found in {inputs / targets.Count * targets.Count:N0} inputs");
    return found == 0 ? 0 : 1;
}

// Instrumented code may not run before SharpFuzz has its memory.
static int RunAfl(string name)
{
    var folder = Directory.CreateTempSubdirectory("emotionnet-afl-").FullName;
    FuzzTarget? target = null;
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var file = new MemoryStream();
        stream.CopyTo(file);
        target ??= Prepare(name);
        target.Accepts(file.ToArray(), folder);
    });
    return 0;
}

[MethodImpl(MethodImplOptions.NoInlining)]
static FuzzTarget Prepare(string name)
{
    TorchRuntime.Initialize();
    return FuzzTargets.All.Single(target => target.Name == name);
}

static int WriteSeeds(IReadOnlyList<FuzzTarget> targets, string directory)
{
    foreach (var target in targets)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, target.Name)).FullName;
        foreach (var (index, file) in target.Seeds().Index())
        {
            File.WriteAllBytes(Path.Combine(folder, $"{index}"), file);
        }
    }

    return 0;
}
