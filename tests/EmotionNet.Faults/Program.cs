using System.CommandLine;
using EmotionNet.Data.Synthetic;
using EmotionNet.Faults;
using EmotionNet.Runtime;

var kills = new Option<int>("--kills") { DefaultValueFactory = _ => 2 * Setting.All.Count, Description = "How often a run is killed, over all settings." };
var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Of the moments." };
var only = new Option<string?>("--only") { Description = "Settings whose name contains this." };
var root = new RootCommand("Kills training runs with SIGKILL, resumes them, and compares what they leave with runs that were left alone.")
{
    kills,
    seed,
    only,
};
root.SetAction(parsed => Run(parsed.GetValue(kills), parsed.GetValue(seed), parsed.GetValue(only)));
return root.Parse(args).Invoke();

static int Run(int kills, int seed, string? only)
{
    var folder = Directory.CreateTempSubdirectory("emotionnet-faults-").FullName;
    try
    {
        TorchRuntime.Initialize();
        SyntheticFaces.WriteTo(Path.Combine(folder, "sample"), seed: 1, training: 96, validation: 32, test: 32);
        var settings = Setting.All.Where(setting => only is null || setting.Name.Contains(only, StringComparison.Ordinal)).ToList();
        var random = new Random(seed);
        var table = new KillTable();
        for (var index = 0; index < settings.Count; index++)
        {
            var share = (kills * (index + 1) / settings.Count) - (kills * index / settings.Count);
            table.Add(new KilledRuns(settings[index], folder, random).Try(share));
        }

        return table.PrintTotals();
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}
