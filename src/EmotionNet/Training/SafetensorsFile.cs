#pragma warning disable CS1591, CA1062
using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;
namespace EmotionNet.Training;

public sealed class SafetensorsContent : IDisposable { public required IReadOnlyDictionary<string, Tensor> Tensors { get; init; } public required IReadOnlyDictionary<string, string> Metadata { get; init; } public void Dispose() { foreach (var t in Tensors.Values) { t.Dispose(); } } }
public static class SafetensorsFile
{
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var scope = NewDisposeScope();
        var header = new Dictionary<string, object> { ["__metadata__"] = metadata }; long off = 0; var data = new List<byte[]>();
        foreach (var (n, t) in tensors) { var b = t.detach().cpu().contiguous().bytes.ToArray(); header[n] = new { dtype = t.dtype == ScalarType.Int64 ? "I64" : "F32", shape = t.shape, data_offsets = new[] { off, off + b.Length } }; off += b.Length; data.Add(b); }
        var json = JsonSerializer.SerializeToUtf8Bytes(header); var tmp = path + ".tmp";
        using (var f = File.Create(tmp)) { Span<byte> l = stackalloc byte[8]; BinaryPrimitives.WriteInt64LittleEndian(l, json.Length); f.Write(l); f.Write(json); foreach (var b in data) { f.Write(b); } }
        File.Move(tmp, path, true);
    }
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path) { using var c = Read(path); return c.Metadata; }
    public static SafetensorsContent Read(string path)
    {
        var b = File.ReadAllBytes(path); var n = (int)BinaryPrimitives.ReadInt64LittleEndian(b); using var d = JsonDocument.Parse(b.AsMemory(8, n)); var r = new Dictionary<string, Tensor>(); Dictionary<string, string>? m = null;
        foreach (var p in d.RootElement.EnumerateObject())
        {
            if (p.Name == "__metadata__") { m = p.Value.Deserialize<Dictionary<string, string>>(); continue; }
            var shape = p.Value.GetProperty("shape").Deserialize<long[]>()!; var o = p.Value.GetProperty("data_offsets").Deserialize<long[]>()!; var i64 = p.Value.GetProperty("dtype").GetString() == "I64";
            var t = zeros(shape, i64 ? ScalarType.Int64 : ScalarType.Float32); t.bytes = b.AsSpan(8 + n + (int)o[0], (int)(o[1] - o[0])); r[p.Name] = t.DetachFromDisposeScope();
        }
        return new() { Tensors = r, Metadata = m! };
    }
}
