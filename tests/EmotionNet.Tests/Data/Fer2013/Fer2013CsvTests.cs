using System.Text;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Data.Fer2013;

public sealed class Fer2013CsvTests : IDisposable
{
    private static readonly string[] Usages = ["Training", "PublicTest", "PrivateTest", "training", "PRIVATETEST"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_usage_column_decides_the_split_of_a_row()
    {
        _folder.Write("fer2013.csv", SmallData.AllClasses("Training", "PublicTest", "PrivateTest") + SmallData.Row(3, 50));

        using var data = Fer2013Dataset.Load(_folder.Path, DataSplit.Training, DataSplit.Validation, DataSplit.Test);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 50], SmallData.Greys(data.Training!));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 3], SmallData.Labels(data.Training!));
        Assert.Equal((7, 7), (data.Validation!.Count, data.Test!.Count));
        Assert.Empty(data.Warnings);
        Assert.Equal($"fer2013.csv ({_folder.File("fer2013.csv")})", data.Layout);
    }

    [Fact]
    public void The_header_of_icml_face_data_has_spaces_and_another_order()
    {
        var rows = string.Concat(Enumerable.Range(0, 7).Select(label => $"{label},Training,{SmallData.Pixels(label + 10)}\r\n"));
        _folder.Write("icml_face_data.csv", "emotion, Usage, pixels\r\n" + rows);

        using var data = Fer2013Dataset.Load(_folder.Path);

        Assert.Equal([10, 11, 12, 13, 14, 15, 16], SmallData.Greys(data.Training!));
    }

    [Fact]
    public void Quoted_pixels_a_byte_order_mark_and_no_last_line_break_are_read()
    {
        _folder.Write("train.csv", $"\uFEFFemotion,pixels\n3,\"{SmallData.Pixels(9)}\"\n4,\"{SmallData.Pixels(8)}\"");

        using var data = Fer2013Dataset.Load(_folder.Path, DataSplit.Training);

        Assert.Equal([9, 8], SmallData.Greys(data.Training!));
    }

    [Fact]
    public void A_contest_test_file_without_labels_is_left_out_with_a_warning()
    {
        _folder.Write("train.csv", $"emotion,pixels\n3,{SmallData.Pixels(9)}\n");
        _folder.Write("test.csv", $"pixels\n{SmallData.Pixels(9)}\n");

        using var data = Fer2013Dataset.Load(_folder.Path, DataSplit.Training);

        Assert.Null(data.Test);
        Assert.Contains(
            data.Warnings,
            warning => warning.StartsWith(_folder.File("test.csv"), StringComparison.Ordinal) && warning.Contains("cannot "
                + "be scored", StringComparison.Ordinal));
        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.File("test.csv")));
        Assert.Contains("cannot be scored", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Train", "val", "TEST")]
    [InlineData("train", "Validation", "testing")]
    [InlineData("training", "public_test", "Private Test")]
    public void Other_common_values_of_usage_are_understood(string training, string validation, string test)
    {
        var path = _folder.Write(
            "fer2013.csv", SmallData.Header + SmallData.Row(0, 1, training) + SmallData.Row(0, 2, validation) + SmallData.Row(0, 3, test));

        var rows = Fer2013Csv.Read(path, splitWithoutUsage: null);

        Assert.Equal(Enum.GetValues<DataSplit>(), Enumerable.Range(0, rows.Count).Select(rows.SplitOf));
    }

    [Fact]
    public void A_usage_cut_off_at_a_word_of_its_own_is_a_file_cut_off()
    {
        var whole = SmallData.Header + SmallData.Row(0, 1) + SmallData.Row(0, 2, "Train");
        var cutOff = _folder.Write("fer2013.csv", whole.TrimEnd());
        var written = _folder.Write("icml_face_data.csv", whole);

        Assert.Contains("line 3: the file is cut off", SmallData.ErrorOf(() => Fer2013Csv.Read(cutOff, null)).Message, StringComparison.Ordinal);
        Assert.Equal(2, Fer2013Csv.Read(written, splitWithoutUsage: null).Count);
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    public void Fields_may_stand_between_semicolons_or_tabs(char separator)
    {
        var path = _folder.Write("fer2013.csv", (SmallData.Header + SmallData.Row(4, 7)).Replace(',', separator));

        Assert.Equal(4, Fer2013Csv.Read(path, splitWithoutUsage: null).LabelOf(0));
    }

    [Fact]
    public void A_file_without_a_usage_column_is_the_training_split_and_says_so()
    {
        var path = _folder.Write("fer2013.csv", $"emotion,pixels\n3,{SmallData.Pixels(9)}\n");

        using var data = Fer2013Dataset.Load(path);

        Assert.Equal([9], SmallData.Greys(data.Training!));
        Assert.Contains($"{path}: the file has no column Usage, so all of its faces are for training.", data.Warnings);
    }

    [Fact]
    public void A_file_that_begins_with_a_row_of_data_is_told_for_it()
    {
        var path = _folder.Write("fer2013.csv", SmallData.Row(3, 100) + SmallData.Row(3, 100));

        var error = SmallData.ErrorOf(() => Fer2013Csv.Read(path, splitWithoutUsage: null));

        Assert.StartsWith($"{path}, line 1: the first line is not a header", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_holds_one_split_is_enough_for_that_split()
    {
        var path = _folder.Write("public.csv", SmallData.AllClasses("PublicTest"));

        using var data = Fer2013Dataset.Load(path, DataSplit.Validation);

        Assert.Equal(7, data.Validation!.Count);
        Assert.Empty(data.Warnings);
    }

    public static TheoryData<string, string, int, string> WrongRows => new()
    {
        { $"3,{SmallData.Pixels(1, 2303)},Training", "too few pixels, 2303", 3, "correct the row" },
        { $"3,{SmallData.Pixels(1, 2305)},Training", "too many pixels, 2305", 3, "correct the row" },
        { $"3,{SmallData.Pixels(1, 2303)} x,Training", "pixel 2304 is 'x'", 3, "correct the row" },
        { $"3,{SmallData.Pixels(1, 2303)} 256,Training", "pixel 2304 is 256, which is over 255", 3, "correct the row" },
        { $"7,{SmallData.Pixels(1)},Training", "the label is '7'", 3, "0 to 6" },
        { $"-1,{SmallData.Pixels(1)},Training", "the label is '-1'", 3, "0 to 6" },
        { $"happy,{SmallData.Pixels(1)},Training", "the label is 'happy'", 3, "0 to 6" },
        { $"3,{SmallData.Pixels(1)},Somewhere", "unknown Usage 'Somewhere'", 3, "Training, PublicTest or PrivateTest" },
        { $"3,{SmallData.Pixels(1)}", "2 fields where the header has 3", 3, "all its fields" },
        { $"3,{SmallData.Pixels(1)},Training,x", "4 fields where the header has 3", 3, "all its fields" },
        { $"3,{SmallData.Pixels(1)},Tra\"ining", "a quote is misplaced", 3, "correct the row" },
    };

    [Theory]
    [MemberData(nameof(WrongRows))]
    public void A_wrong_row_is_named_with_file_line_and_fix(string row, string problem, int line, string fix)
    {
        var path = _folder.Write("fer2013.csv", SmallData.Header + SmallData.Row(0, 1) + row + "\n" + SmallData.Row(1, 1));

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path));

        Assert.StartsWith($"{path}, line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(fix, error.Fix, StringComparison.Ordinal);
    }

    [Property(MaxTest = 150)]
    public Property Every_well_formed_file_is_read_as_it_was_written()
    {
        var files = from seed in Gen.Choose(0, int.MaxValue - 1)
                    from rows in Gen.Choose(1, 8)
                    select (seed, rows);
        return Prop.ForAll(files.ToArbitrary(), file =>
        {
            var random = new Random(file.seed);
            var rows = Enumerable.Range(0, file.rows).Select(_ => WrittenRow.Draw(random)).ToArray();
            var split = random.Next(2) == 0 ? DataSplit.Training : (DataSplit?)null;
            var withUsage = split is null || random.Next(2) == 0;

            var read = Fer2013Csv.Read(_folder.Write("fer2013.csv", Text(random, rows, withUsage)), split);

            return read.Count == rows.Length && rows.Index().All(row =>
                read.LabelOf(row.Index) == row.Item.Label
                    && read.SplitOf(row.Index) == (withUsage ? SplitNames.Find(row.Item.Usage) : split)
                    && read.FaceOf(row.Index).SequenceEqual(row.Item.Pixels));
        });
    }

    public static TheoryData<string> UnusualButRight => new()
    {
        SmallData.Header + "\n" + SmallData.Row(3, 1),
        SmallData.Header + SmallData.Row(3, 1) + "\n",
        SmallData.Header + $"3,\"{SmallData.Pixels(1, 1152)}\n{SmallData.Pixels(1, 1152)}\",Training\n",
        SmallData.Header + $"3,{SmallData.Pixels(1, 1152)}  {SmallData.Pixels(1, 1152)},Training\n",
        SmallData.Header + $"3,{SmallData.Pixels(1, 2303)}\t1,Training\n",
        SmallData.Header + $"3,00001 {SmallData.Pixels(1, 2303)},Training\n",
        SmallData.Header + $"3,{SmallData.Pixels(1)},\tTraining\n",
        SmallData.Header + $"3,\"{SmallData.Pixels(1)}{new string(' ', 20_000)}\",Training\n",
        $"name,emotion,pixels,Usage\n\"a, b\",3,{SmallData.Pixels(1)},Training\n",
        $"emotion,pixels,Usage\r3,{SmallData.Pixels(1)},Training\r",
    };

    [Theory]
    [MemberData(nameof(UnusualButRight))]
    public void An_unusual_but_valid_file_is_read(string text)
    {
        var rows = Fer2013Csv.Read(_folder.Write("fer2013.csv", text), splitWithoutUsage: null);

        Assert.Equal((1, 3, DataSplit.Training), (rows.Count, rows.LabelOf(0), rows.SplitOf(0)));
        Assert.Equal(Enumerable.Repeat((byte)1, FaceSet.PixelCount), rows.FaceOf(0).ToArray());
    }

    [Fact]
    public void Many_rows_keep_their_order_whichever_thread_parses_them()
    {
        var greys = Enumerable.Range(0, 1000).Select(row => row % 256).ToArray();
        var path = _folder.Write("fer2013.csv", SmallData.Header + string.Concat(greys.Select(grey => SmallData.Row(grey % 7, grey))));

        var rows = Fer2013Csv.Read(path, splitWithoutUsage: null);

        Assert.Equal(greys, Enumerable.Range(0, rows.Count).Select(row => (int)rows.FaceOf(row)[^1]));
        Assert.Equal(greys.Select(grey => grey % 7), Enumerable.Range(0, rows.Count).Select(rows.LabelOf));
    }

    public static TheoryData<int, string, int, string> TwoWrongRows => new()
    {
        { 130, PixelsWrong, 900, PixelsWrong },
        { 130, PixelsWrong, 131, PixelsWrong },
        { 300, PixelsWrong, 310, LabelWrong },
        { 300, LabelWrong, 310, PixelsWrong },
        { 300, PixelsWrong, 310, FieldMissing },
        { 999, FieldMissing, 1000, LabelWrong },
    };

    private const string PixelsWrong = "0,1 2 3,Training\n";
    private const string LabelWrong = "9,1 2 3,Training\n";
    private const string FieldMissing = "0,1 2 3\n";

    [Theory]
    [MemberData(nameof(TwoWrongRows))]
    public void Of_two_wrong_rows_the_first_in_the_file_is_always_the_one_named(int first, string firstRow, int second, string secondRow)
    {
        var lines = Enumerable.Repeat(SmallData.Row(0, 100), 1000).Prepend(SmallData.Header).ToArray();
        (lines[first - 1], lines[second - 1]) = (firstRow, secondRow);
        var path = _folder.Write("fer2013.csv", string.Concat(lines));

        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.Equal(first, SmallData.ErrorOf(() => Fer2013Csv.Read(path, splitWithoutUsage: null)).Row);
        }
    }

    [Theory]
    [InlineData("emotion,Usage,pixels\n")]
    [InlineData("Usage,emotion,pixels\n")]
    public void A_last_row_with_too_few_pixels_is_a_file_cut_off_and_an_earlier_one_is_not(string header)
    {
        var row = header.StartsWith('e') ? "0,Training,1 2 3" : "Training,0,1 2 3";
        var cutOff = _folder.Write("fer2013.csv", header + row);
        var whole = _folder.Write("icml_face_data.csv", header + row + "\n" + row);

        Assert.Contains("the file is cut off", SmallData.ErrorOf(() => Fer2013Csv.Read(cutOff, null)).Message, StringComparison.Ordinal);
        Assert.Contains("line 2: too few pixels, 3", SmallData.ErrorOf(() => Fer2013Csv.Read(whole, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_is_that_of_the_file_with_its_empty_lines()
    {
        _folder.Write("fer2013.csv", SmallData.Header + "\n\n" + SmallData.Row(0, 1) + "\n" + $"9,{SmallData.Pixels(1)},Training\n");

        Assert.Equal(6, SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Row);
    }

    [Theory]
    [InlineData(10)] // in the middle of the usage
    [InlineData(14)] // before the last comma's field
    [InlineData(200)] // in the middle of the pixels
    public void A_file_cut_off_in_mid_row_says_so(int missing)
    {
        var whole = SmallData.Header + SmallData.Row(0, 1) + SmallData.Row(1, 1, "PrivateTest");
        var path = _folder.Write("fer2013.csv", whole[..^missing]);

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path));

        Assert.StartsWith($"{path}, line 3: the file is cut off", error.Message, StringComparison.Ordinal);
        Assert.Equal("copy or download the whole file again", error.Fix);
    }

    [Fact]
    public void A_file_cut_off_within_quotes_says_so()
    {
        var path = _folder.Write("train.csv", $"emotion,pixels\n3,\"{SmallData.Pixels(9)}\"\n4,\"8 8 8");

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path));

        Assert.StartsWith($"{path}, line 3: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("cut off", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\n", "the file is empty")]
    [InlineData(SmallData.Header, "a header but no rows")]
    [InlineData("emotion,Usage\n3,Training\n", "no column 'pixels'")]
    [InlineData("pixels,Usage\n3,Training\n", "no column 'emotion'")]
    [InlineData("3,1 2 3,Training\n", "no column 'pixels'")]
    public void A_file_without_its_rows_or_columns_is_refused(string text, string problem)
    {
        var path = _folder.Write("fer2013.csv", text);

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_text_are_refused()
    {
        var path = _folder.File("fer2013.csv");
        var noise = new byte[2_000_000];
        new Random(5).NextBytes(noise);
        File.WriteAllBytes(path, noise);

        Assert.StartsWith(path, SmallData.ErrorOf(() => Fer2013Dataset.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_anywhere_or_with_any_byte_changed_is_read_or_refused_and_never_a_bug()
    {
        var whole = Encoding.UTF8.GetBytes(SmallData.Header + SmallData.Row(0, 200) + $"1,\"{SmallData.Pixels(20)}\",PublicTest\n");
        var random = new Random(7);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var bytes = attempt % 2 == 0 ? whole[..random.Next(whole.Length)] : (byte[])whole.Clone();
            if (attempt % 2 == 1)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_folder.File("fer2013.csv"), bytes);

            var error = Record.Exception(() => Fer2013Dataset.Load(_folder.Path).Dispose());

            Assert.True(error is null or UserInputException, $"attempt {attempt}: {error}");
            Assert.DoesNotContain(error?.Message ?? "", character => char.IsControl(character));
        }
    }

    [Fact]
    public void A_message_quotes_a_short_snippet_of_the_file_without_control_characters()
    {
        _folder.Write("fer2013.csv", SmallData.Header + $"{new string('\u001b', 5000)},{SmallData.Pixels(1)},Training\n");

        var message = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message;

        Assert.DoesNotContain('\u001b', message);
        Assert.InRange(message.Length, 1, 400);
    }

    private static string Text(Random random, WrittenRow[] rows, bool withUsage)
    {
        string[] names = withUsage ? ["emotion", "pixels", "Usage"] : ["emotion", "pixels"];
        random.Shuffle(names);
        var lineEnd = random.Next(2) == 0 ? "\n" : "\r\n";
        var text = new StringBuilder(random.Next(2) == 0 ? "\uFEFF" : "");
        text.AppendJoin(',', names.Select(name => Field(random, random.Next(3) == 0 ? name.ToUpperInvariant() : name)));
        foreach (var row in rows)
        {
            text.Append(lineEnd).AppendJoin(',', names.Select(name => Field(random, name switch
            {
                "emotion" => row.Label.ToString(),
                "pixels" => string.Join(' ', row.Pixels),
                _ => row.Usage,
            })));
        }

        return text.Append(random.Next(2) == 0 ? lineEnd : "").ToString();
    }

    private static string Field(Random random, string value)
    {
        var spaces = new string(' ', random.Next(3) / 2);
        return random.Next(3) == 0 ? $"\"{spaces}{value}{spaces}\"" : random.Next(2) == 0 ? value + spaces : spaces + value;
    }

    private sealed record WrittenRow(int Label, string Usage, byte[] Pixels)
    {
        public static WrittenRow Draw(Random random)
        {
            var limit = random.Next(2) == 0 ? 256 : random.Next(1, 257);
            var pixels = Enumerable.Range(0, FaceSet.PixelCount).Select(_ => (byte)random.Next(limit)).ToArray();
            return new WrittenRow(random.Next(7), Usages[random.Next(Usages.Length)], pixels);
        }
    }
}
