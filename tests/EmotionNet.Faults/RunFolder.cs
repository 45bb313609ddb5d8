using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace EmotionNet.Faults;

/// <summary>What a run left, without the times that it took.</summary>
/// <param name="Contents">A digest of the content of each file that must be the same, by its name.</param>
/// <param name="Leftovers">Files that should not be there.</param>
internal sealed record RunFolder(IReadOnlyDictionary<string, string> Contents, IReadOnlyList<string> Leftovers)
{
    /// <summary>The state to resume from.</summary>
    public const string State = "last.safetensors";

    private const string Weights = "best_model.safetensors", Statistics = "epoch_stats", Summary = "summary.json", Table = "epochs.csv";

    // Times and places.
    private static readonly HashSet<string> NotCompared =
        ["trainingSeconds", "validationSeconds", "facesPerSecond", "totals", "seconds", "run", "environment", "checkpoint-dir"];

    public static RunFolder Read(string folder)
    {
        var contents = new Dictionary<string, string>
        {
            [State] = TensorsOf(Path.Combine(folder, State)),
            [Weights] = TensorsOf(Path.Combine(folder, Weights)),
            [Summary] = NumbersOf(Path.Combine(folder, Summary)),
            [Table] = File.ReadAllText(Path.Combine(folder, Table)),
        };
        foreach (var file in Directory.GetFiles(Path.Combine(folder, Statistics)))
        {
            contents[Path.Combine(Statistics, Path.GetFileName(file))] = NumbersOf(file);
        }

        return new RunFolder(contents, Directory.GetFiles(folder, "*.tmp", SearchOption.AllDirectories));
    }

    public IEnumerable<string> DifferencesFrom(RunFolder expected)
    {
        foreach (var name in Contents.Keys.Union(expected.Contents.Keys).Order(StringComparer.Ordinal))
        {
            if (Contents.GetValueOrDefault(name) != expected.Contents.GetValueOrDefault(name))
            {
                yield return $"{name} differs from that of the run that was left alone";
            }
        }

        foreach (var file in Leftovers)
        {
            yield return $"{Path.GetFileName(file)} is left";
        }
    }

    // A safetensors file is the length of its header, the header, and the tensors.
    private static string TensorsOf(string file)
    {
        var content = File.ReadAllBytes(file);
        var header = BinaryPrimitives.ReadInt64LittleEndian(content);
        return Convert.ToHexString(SHA256.HashData(content.AsSpan(sizeof(long) + (int)header)));
    }

    private static string NumbersOf(string file) => Without(JsonNode.Parse(File.ReadAllBytes(file))!).ToJsonString();

    private static JsonNode Without(JsonNode node)
    {
        if (node is JsonObject content)
        {
            foreach (var (name, value) in content.ToList())
            {
                if (NotCompared.Contains(name))
                {
                    content.Remove(name);
                }
                else if (value is not null)
                {
                    Without(value);
                }
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>())
            {
                Without(item);
            }
        }

        return node;
    }
}
