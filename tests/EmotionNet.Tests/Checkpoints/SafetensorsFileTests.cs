using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using EmotionNet.Checkpoints;
using EmotionNet.Files;
using EmotionNet.Models;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("weights.safetensors");

    [Property(MaxTest = 60)]
    public void Whatever_is_written_is_read_back(NonNull<string>[] names, byte[] sizes, NonNull<string> note, int seed)
    {
        var types = new[] { float32, float64, float16, bfloat16, int64, int32, int16, int8, uint8, @bool };
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(uint)seed);
        var tensors = new Dictionary<string, Tensor>();
        foreach (var name in names.Select(name => WholeCharacters(name.Get)).Distinct())
        {
            var shape = sizes.Skip(tensors.Count).Take(tensors.Count % 4).Select(size => (long)(size % 5)).ToArray();
            tensors[name] = randint(0, 100, shape, dtype: float32, generator: generator).to(types[(tensors.Count + sizes.Length) % types.Length]);
        }

        var metadata = new Dictionary<string, string> { ["note"] = WholeCharacters(note.Get), [""] = "" };
        SafetensorsFile.Write(Path, tensors, metadata);
        using var content = SafetensorsFile.Read(Path);

        Assert.Equal(metadata, content.Metadata);
        Assert.Equal(metadata, SafetensorsFile.ReadMetadata(Path));
        Assert.Equal(tensors.Keys.Order(), content.Tensors.Keys.Order());
        Assert.All(tensors, pair =>
        {
            var read = content.Tensors[pair.Key];
            Assert.Equal(pair.Value.dtype, read.dtype);
            Assert.Equal(pair.Value.shape, read.shape);
            Assert.Equal(pair.Value.bytes.ToArray(), read.bytes.ToArray());
        });
    }

    [Fact]
    public void The_file_has_the_layout_of_the_format()
    {
        WriteSample();

        var bytes = File.ReadAllBytes(Path);
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, (int)length));
        var weight = header.RootElement.GetProperty("weight");
        var begin = weight.GetProperty("data_offsets")[0].GetInt32();

        Assert.Equal(0, length % 8);
        Assert.Equal("F32", weight.GetProperty("dtype").GetString());
        Assert.Equal([2, 3], weight.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal(begin + 24, weight.GetProperty("data_offsets")[1].GetInt32());
        Assert.Equal("3", header.RootElement.GetProperty("__metadata__").GetProperty("epoch").GetString());
        Assert.Equal(5f, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan((int)(8 + length + begin + 20))));
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_in_whatever_order_it_comes()
    {
        using var first = ones(3);
        using var second = zeros(2, int64);
        SafetensorsFile.Write(
            Path,
            new Dictionary<string, Tensor> { ["a"] = first, ["b"] = second },
            new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        var there = File.ReadAllBytes(Path);
        SafetensorsFile.Write(
            Path,
            new Dictionary<string, Tensor> { ["b"] = second, ["a"] = first },
            new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });

        Assert.Equal(there, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_channels_last_view_is_written_in_row_major_order()
    {
        using var scope = NewDisposeScope();
        var plain = arange(2 * 3 * 4 * 5, dtype: float32).reshape(2, 3, 4, 5);
        var view = ChannelsLast.Of(plain);

        SafetensorsFile.Write(Path, new Dictionary<string, Tensor> { ["view"] = view, ["part"] = plain[1] }, new Dictionary<string, string>());
        using var content = SafetensorsFile.Read(Path);

        Assert.False(view.is_contiguous());
        Assert.Equal(plain.bytes.ToArray(), content.Tensors["view"].bytes.ToArray());
        Assert.Equal(plain[1].bytes.ToArray(), content.Tensors["part"].bytes.ToArray());
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_with_its_name_and_the_fix()
    {
        WriteSample();
        var whole = File.ReadAllBytes(Path);

        Assert.All(Enumerable.Range(0, whole.Length), length => AssertRefused(whole[..length]));
    }

    [Fact]
    public void A_change_of_any_byte_is_noticed()
    {
        WriteSample();
        var whole = File.ReadAllBytes(Path);
        var key = Encoding.UTF8.GetString(whole).IndexOf("emotionnet_sha256", StringComparison.Ordinal); // a file of another key has no digest

        Assert.All(Enumerable.Range(0, whole.Length).Where(place => place < key || place >= key + "emotionnet_sha256".Length), place =>
        {
            var changed = (byte[])whole.Clone();
            changed[place] ^= 1;
            File.WriteAllBytes(Path, changed);
            Assert.Throws<UserInputException>(() => SafetensorsFile.Read(Path).Dispose());
        });
    }

    [Fact]
    public void A_file_without_a_digest_is_read()
    {
        WriteSample();
        File.WriteAllBytes(Path, Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(File.ReadAllBytes(Path)).Replace(
            "emotionnet_sha256", "somebody's_sha256", StringComparison.Ordinal)));

        using var content = SafetensorsFile.Read(Path);

        Assert.Equal(["epoch", "somebody's_sha256"], content.Metadata.Keys.Order());
        Assert.Equal(3, content.Tensors.Count);
    }

    [Fact]
    public void Bytes_after_the_last_tensor_are_refused()
    {
        WriteSample();

        AssertRefused([.. File.ReadAllBytes(Path), 0]);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_users_mistake()
    {
        var error = Assert.Throws<UserInputException>(() => SafetensorsFile.ReadMetadata(_folder.File("none.safetensors")));

        Assert.EndsWith("none.safetensors", error.File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_no_temporary()
    {
        WriteSample();
        var before = File.ReadAllBytes(Path);

        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(Path, stream =>
        {
            stream.Write("half a file"u8);
            throw new InvalidOperationException("Something broke.");
        }));

        Assert.Equal(before, File.ReadAllBytes(Path));
        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_users_mistake()
    {
        File.WriteAllText(_folder.File("plain"), "a file where a directory should be");

        Assert.Throws<UserInputException>(() => SafetensorsFile.Write(
            System.IO.Path.Combine(_folder.File("plain"), "x.safetensors"),
            new Dictionary<string, Tensor>(),
            new Dictionary<string, string>()));
    }

    public void Dispose() => _folder.Dispose();

    private void WriteSample()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["weight"] = arange(6, dtype: float32).reshape(2, 3),
            ["count"] = tensor(7L),
            ["nothing"] = zeros(0, uint8)
        };
        SafetensorsFile.Write(Path, tensors, new Dictionary<string, string> { ["epoch"] = "3" });
    }

    private void AssertRefused(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        var error = Assert.Throws<UserInputException>(() => SafetensorsFile.Read(Path).Dispose());
        Assert.Throws<UserInputException>(() => SafetensorsFile.ReadMetadata(Path));
        Assert.Equal(Path, error.File);
        Assert.EndsWith("the file is cut off, damaged or not a checkpoint; use another one.", error.Message, StringComparison.Ordinal);
    }

    // UTF-8 cannot hold half a surrogate pair.
    private static string WholeCharacters(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
