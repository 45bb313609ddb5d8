using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using EmotionNet.Checkpoints;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Checkpoints;

/// <summary>Headers that no writer makes.</summary>
public sealed partial class DamagedSafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("weights.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,"4"]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,4],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F8","shape":[4],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""")]
    [InlineData("""{"__metadata__":{"epoch":3},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    public void A_header_that_does_not_fit_is_refused(string header) => AssertRefused(FileOf(Encoding.UTF8.GetBytes(header)));

    public static TheoryData<string> HostileTensors => new()
    {
        """{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775804,9223372036854775808]}""", // 2^63
        """{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551620]}""",
        """{"dtype":"F32","shape":[1],"data_offsets":[0,4e0]}""",
        """{"dtype":"F32","shape":[1],"data_offsets":[0,1e999999999]}""",
        """{"dtype":"F32","shape":[1e-999999999],"data_offsets":[4,8]}""",
        """{"dtype":"F32","shape":[1],"data_offsets":[0.5,4.5]}""",
        """{"dtype":"F32","shape":[1],"data_offsets":[-9223372036854775808,4]}""",
        """{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", // where the first tensor is
        """{"dtype":"F32","shape":[1],"data_offsets":[8,12]}""", // a hole before it
        """{"dtype":"F32","shape":[1],"data_offsets":[4,8,12]}""",
        """{"dtype":"F32","shape":[1],"data_offsets":null}""",
        """{"dtype":"F32","shape":[1],"data_offsets":{"0":4}}""",
        """{"dtype":"F32","shape":null,"data_offsets":[4,8]}""",
        """{"dtype":"F32","shape":[null],"data_offsets":[4,8]}""",
        """{"dtype":"F32","shape":[[1]],"data_offsets":[4,8]}""",
        """{"dtype":"F32","shape":"1","data_offsets":[4,8]}""",
        """{"dtype":null,"shape":[1],"data_offsets":[4,8]}""",
        """{"dtype":7,"shape":[1],"data_offsets":[4,8]}""",
        """{"dtype":"","shape":[1],"data_offsets":[4,8]}""",
        "null", "true", "3", "[]", "\"F32\"", "{}",
    };

    [Theory]
    [MemberData(nameof(HostileTensors))]
    public void A_tensor_that_is_wrong_in_type_shape_or_place_is_refused(string tensor) => AssertRefused(FileOf(
        Encoding.UTF8.GetBytes($$$"""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{{{tensor}}}}"""),
        dataLength: 8));

    [Theory]
    [InlineData("[4611686018427387904,4,0]")] // 2^62: the strides overflow
    [InlineData("[0,9223372036854775807,9223372036854775807]")]
    [InlineData("[0,9223372036854775807]")]
    [InlineData("[4611686018427387904,4]")] // 2^64 elements are not none
    public void A_tensor_without_elements_has_a_shape_that_memory_could_hold(string shape) => AssertRefused(FileOf(
        Encoding.UTF8.GetBytes($$$"""{"a":{"dtype":"F32","shape":{{{shape}}},"data_offsets":[0,0]}}"""),
        dataLength: 0));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"epoch\"")]
    [InlineData("""{"epoch":null}""")]
    [InlineData("""{"epoch":3}""")]
    [InlineData("""{"epoch":{"epoch":"3"}}""")]
    [InlineData("""{"epoch":"3","epoch":"4"}""")]
    [InlineData("""{"epoch":"3","\u0065poch":"4"}""")]
    [InlineData("""{"\ud800":"3"}""")]
    [InlineData("""{"epoch":"\ud800"}""")]
    public void Metadata_that_is_not_one_string_a_name_is_refused(string metadata) => AssertRefused(FileOf(
        Encoding.UTF8.GetBytes($$$"""{"__metadata__":{{{metadata}}},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("3")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""")]
    public void A_header_that_is_not_an_object_of_different_names_is_refused(string header) => AssertRefused(FileOf(Encoding.UTF8.GetBytes(header)));

    [Fact]
    public void A_header_nested_deeply_or_of_bytes_that_are_not_utf8_is_refused()
    {
        AssertRefused(FileOf(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 100_000))));
        AssertRefused(FileOf([.. Enumerable.Repeat((byte)0xFF, 100)]));
        AssertRefused(FileOf([.. "{\"__metadata__\":{\"a"u8, 0xC3, .. "\":\"1\"}}"u8]));
        AssertRefused(FileOf([.. "{\"a"u8, 0xFF, .. "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"u8]));
    }

    [Fact]
    public void A_tensor_of_too_many_dimensions_is_refused() => AssertRefused(FileOf(Encoding.UTF8.GetBytes(
        $$$"""{"a":{"dtype":"F32","shape":[{{{string.Join(',', Enumerable.Repeat(1, 100_000))}}}],"data_offsets":[0,4]}}""")));

    [Fact]
    public void A_message_shows_the_name_of_a_tensor_shortened_and_without_control_characters()
    {
        var name = "\\u001b[31m" + new string('x', 5000);
        File.WriteAllBytes(Path, FileOf(Encoding.UTF8.GetBytes($$$"""{"{{{name}}}":{"dtype":"F8","shape":[1],"data_offsets":[0,4]}}""")));

        var message = Assert.Throws<UserInputException>(() => SafetensorsFile.ReadMetadata(Path)).Message;

        Assert.DoesNotContain('\u001b', message);
        Assert.InRange(message.Length, 1, 500);
    }

    [Property(MaxTest = 1500)]
    public Property A_header_with_anything_changed_is_read_or_refused_and_never_a_bug() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            File.WriteAllBytes(Path, Changed(random));
            return IsReadOrRefused(() => SafetensorsFile.Read(Path).Dispose()) && IsReadOrRefused(() => SafetensorsFile.ReadMetadata(Path));
        });

    [Fact]
    public void A_header_of_absurd_length_is_refused_without_asking_for_the_memory() => AssertRefused([.. Enumerable.Repeat((byte)0xFF, 64)]);

    private static byte[] FileOf(byte[] header, int dataLength = 4)
    {
        var bytes = new byte[sizeof(long) + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, sizeof(long));
        return bytes;
    }

    /// <summary>A valid file in whose header a few values, names, pieces of syntax or bytes are replaced, or the length.</summary>
    private static byte[] Changed(Random random)
    {
        string[] pieces =
        [
            "null", "true", "-1", "0", "1", "2", "8", "1e3", "0.5", "1e999999999", "4611686018427387904", "9223372036854775807", "9223372036854775808",
            "18446744073709551616", "[]", "{}", "[0,0]", "\"\"", "\"F64\"", "\"BF16\"", "\"__metadata__\"", "\"a\"", "\"shape\"", "\\ud800", "\u0000", "{", "]",
        ];
        var header = """
            {"__metadata__":{"epoch":"3"},
            "a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},
            "b":{"dtype":"U8","shape":[0],"data_offsets":[8,8]}}
            """;
        var changes = random.Next(1, 4);
        for (var change = 0; change < changes; change++)
        {
            var tokens = Tokens().Matches(header);
            if (tokens.Count == 0)
            {
                break;
            }

            var token = tokens[random.Next(tokens.Count)];
            header = header.Remove(token.Index, token.Length).Insert(token.Index, random.Next(8) == 0 ? "" : pieces[random.Next(pieces.Length)]);
        }

        var bytes = FileOf(Encoding.UTF8.GetBytes(header), dataLength: 8);
        if (random.Next(4) == 0)
        {
            bytes[random.Next(bytes.Length - 8)] = (byte)random.Next(256);
        }

        return bytes;
    }

    [GeneratedRegex("\"[^\"]*\"|[0-9]+|[^\"0-9]")]
    private static partial Regex Tokens();

    private static bool IsReadOrRefused(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (UserInputException)
        {
            return true;
        }
    }

    private void AssertRefused(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        var error = Assert.Throws<UserInputException>(() => SafetensorsFile.Read(Path).Dispose());
        Assert.Throws<UserInputException>(() => SafetensorsFile.ReadMetadata(Path));
        Assert.Equal(Path, error.File);
        Assert.EndsWith("the file is cut off, damaged or not a checkpoint; use another one.", error.Message, StringComparison.Ordinal);
    }
}
