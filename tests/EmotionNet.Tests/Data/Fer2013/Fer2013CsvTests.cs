using EmotionNet.Data;
using EmotionNet.Data.Fer2013;

namespace EmotionNet.Tests.Data.Fer2013;

public sealed class Fer2013CsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_usage_column_tells_the_three_splits_apart()
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
    public void The_header_of_icml_face_data_has_blanks_and_another_order()
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
        { $"3,{SmallData.Pixels(1, 2303)},Training", "too few pixels, 2303", 3, "mend the row" },
        { $"3,{SmallData.Pixels(1, 2305)},Training", "too many pixels, 2305", 3, "mend the row" },
        { $"3,{SmallData.Pixels(1, 2303)} x,Training", "pixel 2304 is 'x'", 3, "mend the row" },
        { $"3,{SmallData.Pixels(1, 2303)} 256,Training", "pixel 2304 is 256, which is over 255", 3, "mend the row" },
        { $"7,{SmallData.Pixels(1)},Training", "the label is '7'", 3, "0 to 6" },
        { $"-1,{SmallData.Pixels(1)},Training", "the label is '-1'", 3, "0 to 6" },
        { $"happy,{SmallData.Pixels(1)},Training", "the label is 'happy'", 3, "0 to 6" },
        { $"3,{SmallData.Pixels(1)},Testing", "unknown Usage 'Testing'", 3, "Training, PublicTest or PrivateTest" },
        { $"3,{SmallData.Pixels(1)}", "2 fields where the header has 3", 3, "all its fields" },
        { $"3,{SmallData.Pixels(1)},Training,x", "4 fields where the header has 3", 3, "all its fields" },
        { $"3,{SmallData.Pixels(1)},Tra\"ining", "a quote is misplaced", 3, "correct the row" },
    };

    [Theory]
    [MemberData(nameof(WrongRows))]
    public void A_wrong_row_is_named_with_file_line_and_mend(string row, string problem, int line, string fix)
    {
        var path = _folder.Write("fer2013.csv", SmallData.Header + SmallData.Row(0, 1) + row + "\n" + SmallData.Row(1, 1));

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path));

        Assert.StartsWith($"{path}, line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(fix, error.Fix, StringComparison.Ordinal);
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
    [InlineData("emotion,pixels\n3,1\n", "no column 'Usage'")]
    public void A_file_without_its_rows_or_columns_is_refused(string text, string problem)
    {
        var path = _folder.Write("fer2013.csv", text);

        var error = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
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
        var whole = System.Text.Encoding.UTF8.GetBytes(SmallData.Header + SmallData.Row(0, 200) + $"1,\"{SmallData.Pixels(20)}\",PublicTest\n");
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
    public void A_message_shows_a_short_piece_of_the_file_without_control_characters()
    {
        _folder.Write("fer2013.csv", SmallData.Header + $"{new string('\u001b', 5000)},{SmallData.Pixels(1)},Training\n");

        var message = SmallData.ErrorOf(() => Fer2013Dataset.Load(_folder.Path)).Message;

        Assert.DoesNotContain('\u001b', message);
        Assert.InRange(message.Length, 1, 400);
    }
}
