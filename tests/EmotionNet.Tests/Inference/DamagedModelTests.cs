using EmotionNet.Inference;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Inference;

public sealed class DamagedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_that_is_cut_off_anywhere_is_refused()
    {
        var whole = BundledModels.Read("ferplus");

        foreach (var length in new[] { 1, 20, 1000, whole.Length / 2, whole.Length - 300, whole.Length - 1 })
        {
            var error = ErrorOf(whole[..length]);

            Assert.Contains("cut off", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("not a model at all")]
    [InlineData("")]
    public void A_file_of_another_kind_is_refused(string content)
    {
        var path = _folder.Write("model.onnx", content);

        Assert.Equal(path, Assert.Throws<UserInputException>(() => EmotionClassifier.Load(path)).File);
    }

    [Fact]
    public void A_network_of_another_kind_is_refused()
    {
        Assert.Contains("not one that emotionnet export writes", ErrorOf(BundledModels.Read(BundledModels.BlazeFace)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothere.onnx", "no such file")]
    [InlineData("affectnet", "no such model; give fer2013, ferplus or")]
    public void A_missing_model_is_named(string name, string message) =>
        Assert.Contains(message, Assert.Throws<UserInputException>(() => EmotionClassifier.Load(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_model_with_tensors_in_other_files_is_refused_before_one_is_opened()
    {
        // A model of nothing but a graph (7) with an initializer (5) whose external data (13) name a file (1, 2).
        byte[] location = [0x0A, 8, .. "location"u8, 0x12, 11, .. "/etc/passwd"u8];
        byte[] tensor = [0x6A, (byte)location.Length, .. location, 0x70, 1];
        byte[] graph = [0x2A, (byte)tensor.Length, .. tensor];

        var error = ErrorOf([0x3A, (byte)graph.Length, .. graph]);

        Assert.Contains("tensors in other files", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_more_than_32_bits_is_refused()
    {
        // ONNX Runtime would take it for the graph (7): the bits above the 32nd are lost to it.
        var error = ErrorOf([0xBA, 0x80, 0x80, 0x80, 0x10, 0]);

        Assert.Contains("not an ONNX model", error.InnerException is InvalidDataException ? error.Message : "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_answers_with_no_numbers_is_the_users_to_replace()
    {
        using var classifier = EmotionClassifier.Load(new ClassifierOptions { Threads = 1 }, ModelOfNaN());

        var error = Assert.Throws<UserInputException>(() => classifier.PredictFace(Photograph.Bytes));

        Assert.Contains("not a number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_of_terabytes_is_refused_without_asking_for_the_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        ErrorOf([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0]);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_key_of_the_metadata_with_a_zero_byte_is_refused() =>
        Assert.Contains("a key that is not text", ErrorOf(ModelOfNaN(furtherKey: "a\0b")).Message, StringComparison.Ordinal);

    // The replay makes the mutations the same in every run.
    [Property(MaxTest = 100, Replay = "(20130902,7)")]
    public Property A_model_with_changed_bytes_is_loaded_or_refused_and_never_a_bug() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var model = BundledModels.Read("ferplus");
            for (var change = 0; change < 4; change++)
            {
                // The structure is at the beginning and between the weights.
                model[random.Next(2) == 0 ? random.Next(4000) : model.Length - 1 - random.Next(4000)] = (byte)random.Next(256);
            }

            try
            {
                using var classifier = EmotionClassifier.Load(new ClassifierOptions { Threads = 1 }, model);
                return classifier.ClassNames.Count > 0;
            }
            catch (UserInputException)
            {
                return true;
            }
        });

    // ONNX by hand, by the numbers of onnx.proto3: the means of the rows, minus themselves, divided by that; 48 classes.
    private static byte[] ModelOfNaN(string furtherKey = "author")
    {
        byte[] axes = [.. Text(1, "axes"), 0x40, 1, 0x40, 2, 0xA0, 0x01, 7];
        byte[] keep = [.. Text(1, "keepdims"), 0x18, 0, 0xA0, 0x01, 2];
        byte[] graph =
        [
            .. Field(1, [.. Text(1, "faces"), .. Text(2, "means"), .. Text(4, "ReduceMean"), .. Field(5, axes), .. Field(5, keep)]),
            .. Field(1, [.. Text(1, "means"), .. Text(1, "means"), .. Text(2, "zeros"), .. Text(4, "Sub")]),
            .. Field(1, [.. Text(1, "zeros"), .. Text(1, "zeros"), .. Text(2, "probabilities"), .. Text(4, "Div")]),
            .. Text(2, "graph"),
            .. Field(11, [.. Text(1, "faces"), .. Floats(1, 48, 48)]),
            .. Field(12, [.. Text(1, "probabilities"), .. Floats(48)]),
        ];
        var classes = string.Join(',', Enumerable.Range(0, 48));
        return
        [
            0x08, 7, .. Field(7, graph), .. Field(8, [0x10, 12]), .. Field(14, [.. Text(1, "emotionnet.classes"), .. Text(2, classes)]),
            .. Field(14, [.. Text(1, furtherKey), .. Text(2, "")]),
        ];

        static byte[] Text(int number, string text) => Field(number, System.Text.Encoding.UTF8.GetBytes(text));

        static byte[] Field(int number, byte[] content) =>
            [(byte)((number << 3) | 2), (byte)((content.Length & 0x7F) | 0x80), (byte)(content.Length >> 7), .. content];

        // A tensor of floats whose first dimension is free.
        static byte[] Floats(params byte[] sides)
        {
            byte[] shape = [.. Field(1, Text(2, "N")), .. sides.SelectMany(side => Field(1, [0x08, side]))];
            return Field(2, Field(1, [0x08, 1, .. Field(2, shape)]));
        }
    }

    private static UserInputException ErrorOf(byte[] model) =>
        Assert.Throws<UserInputException>(() => EmotionClassifier.Load(new ClassifierOptions { Threads = 1 }, model));
}
