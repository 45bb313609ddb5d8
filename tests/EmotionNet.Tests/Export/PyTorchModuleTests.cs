using System.Diagnostics;
using EmotionNet.Augmentation;
using EmotionNet.Checkpoints;
using EmotionNet.Data;
using EmotionNet.Runtime;
using EmotionNet.Tests.Architecture;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Export;

/// <summary>Runs the module of docs/pytorch.md, as it is printed there, on PyTorch.</summary>
public sealed class PyTorchModuleTests : IDisposable
{
    private const int MaximumLines = 59;

    // The format's own reader is not in Debian 12, and eight lines read it.
    private const string Script = """

        import json, struct, sys
        model_type, classes, weights, faces, logits = sys.argv[1:]
        content = bytearray(open(weights, "rb").read())
        start = 8 + struct.unpack("<Q", content[:8])[0]
        types = {"F16": torch.float16, "F32": torch.float32}
        state = {
            name: torch.frombuffer(content[start + entry["data_offsets"][0]:start + entry["data_offsets"][1]], dtype=types[entry["dtype"]]).view(entry["shape"])
            for name, entry in json.loads(content[8:start]).items() if name != "__metadata__"}
        network = EmotionNet(model_type, int(classes))
        network.load_state_dict(state, strict=True)
        network.eval()
        with torch.no_grad():
            result = network(torch.frombuffer(bytearray(open(faces, "rb").read()), dtype=torch.float32).view(-1, 1, 48, 48))
        open(logits, "wb").write(b"".join(struct.pack("<f", value) for row in result.tolist() for value in row))
        """;

    private static readonly string? Python = new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(HasTorch);

    private readonly TemporaryFolder _folder = new();

    public static bool IsAvailable => SourceTree.IsThere && Python is not null;

    public void Dispose() => _folder.Dispose();

    [Fact(Skip = SourceTree.Missing, SkipType = typeof(SourceTree), SkipUnless = nameof(SourceTree.IsThere))]
    public void The_documented_module_has_under_60_lines() => Assert.InRange(ModuleText().Count, 40, MaximumLines);

    [Theory(Skip = "no python3 here has torch (Debian: apt install python3-torch)", SkipUnless = nameof(IsAvailable))]
    [InlineData("fer2013.safetensors")]
    [InlineData("ferplus.safetensors")]
    [InlineData("")]
    public void The_documented_module_takes_the_weights_strictly_and_gives_the_same_logits(string shipped)
    {
        var weights = shipped.Length > 0
            ? Path.Combine(AppContext.BaseDirectory, "models", shipped)
            : RandomCheckpoint.Write(_folder.File("network.safetensors"));
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var images = randint(0, 256, [16, 1, FaceSet.ImageSize, FaceSet.ImageSize], dtype: uint8);

        var logits = RunInPython(weights, images.to(float32));

        using var network = Checkpoint.LoadNetwork(weights, CPU, ComputePrecision.Resolve(PrecisionChoice.Fp32, CPU));
        var expected = network.call(FaceTensors.Normalize(images));
        Assert.InRange((logits.reshape(expected.shape) - expected).abs().max().item<float>(), 0, 1e-4);
    }

    private Tensor RunInPython(string weights, Tensor faces)
    {
        var description = Checkpoint.Describe(weights);
        var script = _folder.Write("module.py", string.Join('\n', ModuleText()) + Script);
        File.WriteAllBytes(_folder.File("faces"), faces.bytes.ToArray());
        var (exitCode, errors) = Start(
            Python!, script, description.Options.ModelType, $"{description.ClassNames.Count}", weights, _folder.File("faces"), _folder.File("logits"));
        Assert.True(exitCode == 0, errors);
        var bytes = File.ReadAllBytes(_folder.File("logits"));
        return tensor([.. bytes.Chunk(sizeof(float)).Select(number => BitConverter.ToSingle(number))]);
    }

    private static List<string> ModuleText() =>
        [.. SourceTree.Lines("docs/pytorch.md").SkipWhile(line => line != "```python").Skip(1).TakeWhile(line => line != "```")];

    private static bool HasTorch(string python)
    {
        try
        {
            return Start(python, "-c", "import torch").ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int ExitCode, string Errors) Start(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
