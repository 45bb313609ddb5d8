using System.Text.Json;
using EmotionNet.Data.Synthetic;
using EmotionNet.Tests.Data;
using EmotionNet.Tests.Export;

namespace EmotionNet.Tests.Cli;

[Collection(ProgramTests.Name)]
public sealed class CompareProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Compare_prints_a_table_and_the_same_numbers_as_json()
    {
        SyntheticFaces.WriteTo(_folder.File("sample"), seed: 1, training: 20, validation: 60, test: 20);
        PreparedCheckpoints.Write(_folder.File("a.safetensors"), PreparedCheckpoints.Name.First);
        PreparedCheckpoints.Write(_folder.File("run/best_model.safetensors"), PreparedCheckpoints.Name.Second);
        File.Copy(_folder.File("a.safetensors"), _folder.File("copy.safetensors"));
        string[] common = ["compare", "a.safetensors", "run", "copy.safetensors", "--data-dir", "sample", "--list-flips", "2"];

        var shown = EmotionNetProcess.Run(_folder.Path, common);
        var json = EmotionNetProcess.Run(_folder.Path, [.. common, "--json"]);

        Assert.Equal(0, shown.ExitCode);
        Assert.Matches(SmallData.UnreadOfSample, shown.Errors);
        Assert.Contains("\nC against A: no difference in accuracy can be told; ", shown.Output, StringComparison.Ordinal);
        Assert.Contains("\n0 faces right in C alone, 0 right in A alone.\nMcNemar's exact test: p = 1.", shown.Output, StringComparison.Ordinal);
        Assert.Equal(0, json.ExitCode);
        Assert.Matches(SmallData.UnreadOfSample, json.Errors);
        using var document = JsonDocument.Parse(json.Output);
        var comparison = document.RootElement.GetProperty("comparisons")[0];
        var (gained, lost) = (comparison.GetProperty("gained").GetInt32(), comparison.GetProperty("lost").GetInt32());
        Assert.Equal(2, comparison.GetProperty("flipped").GetArrayLength());
        Assert.Equal((gained - lost) / 60.0, comparison.GetProperty("accuracy").GetProperty("difference").GetDouble(), 1e-9);
        Assert.Contains($"right in B alone, {lost} right in A alone.", shown.Output, StringComparison.Ordinal);
    }
}
