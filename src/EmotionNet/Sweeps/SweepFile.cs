using System.Text;
using System.Text.Json;
using EmotionNet.Configuration;
using EmotionNet.Files;

namespace EmotionNet.Sweeps;

/// <summary>Reads a sweep file: <c>{ "settings": { … }, "grid": { … }, "sample": { "count": N, "seed": N, "from": { … } } }</c>. docs/sweep.md describes it.</summary>
internal static class SweepFile
{
    private const int MaximumLength = 16 << 20;

    private const string GridExample = "{ \"grid\": { \"seed\": [1, 2, 3] } }";
    private const string FromExample = "\"from\": { \"max-lr\": { \"log\": [0.001, 0.1] } }";

    private static readonly string[] Parts = ["settings", "grid", "sample"];
    private static readonly string[] SampleParts = ["count", "seed", "from"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserInputException">The file is missing, not JSON, or has something that is not known.</exception>
    public static SweepDefinition Read(string path)
    {
        var content = InputFiles.ReadAllBytes(path, MaximumLength).AsSpan();
        try
        {
            var json = new SweepJson(content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content, path);
            return Read(ref json, path);
        }
        catch (JsonException problem)
        {
            throw new UserInputException("this is not valid JSON", "fix the line", path, (problem.LineNumber ?? 0) + 1, problem);
        }
    }

    private static SweepDefinition Read(ref SweepJson json, string path)
    {
        List<SweepSetting> settings = [];
        List<SweepAxis> grid = [];
        SweepSample? sample = null;
        json.RequireObject("the sweep", GridExample);
        while (json.NextName() is { } part)
        {
            switch (json.Known(part, Parts, ""))
            {
                case "settings":
                    json.RequireObject($"\"{part}\"", "{ \"epochs\": 20 }");
                    while (json.NextName() is { } name)
                    {
                        settings.Add(json.Value(json.Option(name)));
                    }

                    break;
                case "grid":
                    json.RequireObject($"\"{part}\"", "{ \"seed\": [1, 2, 3] }");
                    while (json.NextName() is { } name)
                    {
                        var entry = json.Option(name);
                        grid.Add(new SweepAxis(entry, json.Values(entry)));
                    }

                    break;
                default:
                    sample = ReadSample(ref json);
                    break;
            }
        }

        json.ReadToEnd();
        return grid.Count > 0 || sample is not null
            ? new SweepDefinition(path, settings, grid, sample)
            : throw new UserInputException("the sweep varies no option", $"write {GridExample} and the like", path);
    }

    private static SweepSample ReadSample(ref SweepJson json)
    {
        int? count = null;
        var seed = 0;
        List<SampledOption> options = [];
        json.RequireObject("\"sample\"", $"{{ \"count\": 20, \"seed\": 1, {FromExample} }}");
        while (json.NextName() is { } part)
        {
            switch (json.Known(part, SampleParts, "sample"))
            {
                case "count":
                    count = json.Integer(part, minimum: 1);
                    break;
                case "seed":
                    seed = json.Integer(part, minimum: 0);
                    break;
                default:
                    json.RequireObject("\"from\"", FromExample);
                    while (json.NextName() is { } name)
                    {
                        var entry = json.Option(name);
                        options.Add(json.Token == JsonTokenType.StartObject ? ReadRange(ref json, entry) : Distributions.OneOf(entry, json.Values(entry)));
                    }

                    break;
            }
        }

        return options.Count == 0 ? throw json.Wrong("\"sample\" draws no option", $"write {FromExample} and the like")
            : count is null ? throw json.Wrong("\"sample\" does not say how many tasks to draw", "write \"count\": 20 and the like")
            : new SweepSample(count.Value, seed, options);
    }

    private static SampledOption ReadRange(ref SweepJson json, OptionEntry entry)
    {
        if (entry.Kind != OptionKind.Number)
        {
            throw json.Wrong($"\"{entry.Name}\" does not take numbers", $"write \"{entry.Name}\": [VALUE, VALUE]");
        }

        var name = json.NextName() ?? throw json.Wrong($"\"{entry.Name}\" has no distribution", $"write \"{entry.Name}\": {{ \"uniform\": [LOW, HIGH] }}");
        json.Known(name, Distributions.Names, entry.Name);
        var takesWholeNumbers = entry is OptionEntry<int>;
        if (takesWholeNumbers != (name == "integer"))
        {
            throw json.Wrong(
                $"\"{entry.Name}\" takes {(takesWholeNumbers ? "whole numbers" : "numbers")}, and \"{name}\" draws {(takesWholeNumbers ? "others" : "whole ones")}",
                takesWholeNumbers ? "write \"integer\"" : "write \"uniform\" or \"log\"");
        }

        var ends = json.Numbers(entry);
        if (ends.Count != 2 || ends[0] >= ends[1] || (name == "log" && ends[0] <= 0))
        {
            throw json.Wrong(
                $"\"{name}\" of \"{entry.Name}\" is not two numbers, the smaller one first{(name == "log" ? " and above 0" : "")}",
                $"write \"{name}\": [LOW, HIGH]");
        }

        return json.NextName() is null
            ? Distributions.Between(entry, name, ends[0], ends[1])
            : throw json.Wrong($"\"{entry.Name}\" has two distributions", "remove one of the two");
    }
}
