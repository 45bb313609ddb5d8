using EmotionNet.Sweeps;
using EmotionNet.Tests.Data;

namespace EmotionNet.Tests.Sweeps;

[Collection(TorchFreeTests.Name)]
public sealed class SweepFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{}", "the sweep varies no option; ")]
    [InlineData("""{ "grid": {} }""", "the sweep varies no option; ")]
    [InlineData("[1]", "line 1: the sweep is not a JSON object; ")]
    [InlineData("{ \"grid\": {\n \"max-lrr\": [1] } }", "line 2: unknown option \"max-lrr\"; did you mean \"max-lr\".")]
    [InlineData("""{ "gird": { "seed": [1] } }""", "line 1: unknown key \"gird\"; did you mean \"grid\".")]
    [InlineData("""{ "grid": { "seed": [1] }, "grid": { "epochs": [1] } }""", "line 1: \"grid\" is set twice; ")]
    [InlineData("""{ "grid": { "seed": [] } }""", "line 1: \"seed\" has no values; ")]
    [InlineData("""{ "grid": { "seed": 1 } }""", "line 1: \"seed\" is not a list of values; ")]
    [InlineData("""{ "grid": { "seed": ["1"] } }""", "line 1: \"seed\" cannot be \"1\"; give a whole number of at least 0.")]
    [InlineData("""{ "grid": { "optimizer": ["adam"] } }""", "line 1: \"optimizer\" cannot be \"adam\"; give one of: ")]
    [InlineData("{ \"grid\": { \"seed\": [1,\n\n1] } }", "line 3: \"seed\" has the value 1 twice; remove one of the two.")]
    [InlineData("""{ "grid": { "max-lr": [0.01, 1e-2] } }""", "line 1: \"max-lr\" has the value 0.01 twice; ")]
    [InlineData("""{ "settings": { "seed": 1 }, "grid": { "seed": [1] } }""", "line 1: \"seed\" is set twice; ")]
    [InlineData("""{ "grid": { "checkpoint-dir": ["a"] } }""", "line 1: \"checkpoint-dir\" cannot be part of a sweep; ")]
    [InlineData("""{ "grid": { "seed": [1] } } x""", "line 1: this is not valid JSON; ")]
    [InlineData("{ \"grid\": {\n \"seed\": [1", "line 2: this is not valid JSON; ")]
    [InlineData("""{ "sample": { "count": 3 } }""", "line 1: \"sample\" draws no option; ")]
    [InlineData("""{ "sample": { "from": { "seed": [1] } } }""", "line 1: \"sample\" does not say how many tasks to draw; ")]
    [InlineData("""{ "sample": { "count": 0, "from": { "seed": [1] } } }""", "line 1: \"count\" is not a whole number of at least 1; ")]
    [InlineData("""{ "sample": { "count": 3, "from": { "lr": { "lgo": [0.1, 1] } } } }""", "line 1: unknown key \"lgo\"; did you mean \"log\".")]
    [InlineData("""{ "sample": { "count": 3, "from": { "lr": { "log": [1, 0.1] } } } }""", "line 1: \"log\" of \"lr\" is not two numbers, ")]
    [InlineData("""{ "sample": { "count": 3, "from": { "lr": { "log": [0.1] } } } }""", "line 1: \"log\" of \"lr\" is not two numbers, ")]
    [InlineData("""{ "sample": { "count": 3, "from": { "lr": { "log": 0.1 } } } }""", "line 1: \"log\" of \"lr\" is not two numbers, ")]
    [InlineData("""{ "sample": { "count": 3, "from": { "lr": { "log": [0.1, 1], "uniform": [0.1, 1] } } } }""", "line 1: \"lr\" has two distributions; ")]
    [InlineData("""{ "sample": { "count": 3, "from": { "lr": {} } } }""", "line 1: \"lr\" has no distribution; ")]
    [InlineData("""{ "sample": { "count": 3, "from": { "lr": { "log": [-1, 1] } } } }""", "line 1: \"lr\" cannot be \"-1\"; ")]
    [InlineData("""{ "sample": { "count": 3, "from": { "rotation": { "log": [0, 1] } } } }""", "line 1: \"log\" of \"rotation\" is not two numbers, ")]
    [InlineData("""{ "sample": { "count": 3, "from": { "epochs": { "uniform": [1, 9] } } } }""", "line 1: \"epochs\" takes whole numbers, ")]
    [InlineData("""{ "sample": { "count": 3, "from": { "lr": { "integer": [1, 2] }}}}""", "line 1: \"lr\" takes numbers, and \"integer\" draws whole ones; ")]
    [InlineData("""{ "sample": { "count": 3, "from": { "mode": { "log": [1, 9] } } } }""", "line 1: \"mode\" does not take numbers; ")]
    public void What_is_wrong_with_a_file_is_said_in_a_sentence(string json, string expected)
    {
        var path = _folder.Write("sweep.json", json);

        var message = SmallData.ErrorOf(() => SweepFile.Read(path)).Message;

        var separator = expected.StartsWith("line", StringComparison.Ordinal) ? ", " : ": ";
        Assert.StartsWith($"{path}{separator}{expected}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_to_be_missing()
    {
        var path = _folder.File("no.json");

        Assert.Equal($"{path}: there is no such file; check the path.", SmallData.ErrorOf(() => SweepFile.Read(path)).Message);
    }
}
