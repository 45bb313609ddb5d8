using System.Text;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Data.Fer2013;

public sealed class PlainFer2013CsvTests : IDisposable
{
    private static readonly string[] Usages = ["Training", "PublicTest", "PrivateTest", "training", "PRIVATETEST"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Property(MaxTest = 150)]
    public Property Both_readers_agree_on_every_well_formed_file_in_pieces_of_any_length()
    {
        var files = from seed in Gen.Choose(0, int.MaxValue - 1)
                    from rows in Gen.Choose(1, 8)
                    from pieceLength in Gen.OneOf(Gen.Choose(1, 300), Gen.Choose(2000, 30_000))
                    select (seed, rows, pieceLength);
        return Prop.ForAll(files.ToArbitrary(), file =>
        {
            var random = new Random(file.seed);
            var split = random.Next(2) == 0 ? DataSplit.Training : (DataSplit?)null;
            var path = _folder.Write("fer2013.csv", WellFormed(random, file.rows, withUsage: split is null || random.Next(2) == 0));

            var plain = PlainFer2013Csv.Read(path, split, file.pieceLength);

            return plain is not null && AreEqual(Fer2013Csv.ReadCarefully(path, split), plain);
        });
    }

    [Fact]
    public void Pieces_of_the_usual_length_are_put_together_in_order()
    {
        var random = new Random(3);
        var path = _folder.Write("fer2013.csv", WellFormed(random, 500, withUsage: true));

        var rows = PlainFer2013Csv.Read(path, splitWithoutUsage: null);

        Assert.NotNull(rows);
        Assert.True(new FileInfo(path).Length > 3 << 20);
        Assert.True(AreEqual(Fer2013Csv.ReadCarefully(path, splitWithoutUsage: null), rows));
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(600_000)]
    public void A_row_of_absurd_length_is_left_to_the_careful_reader(int blanks)
    {
        var row = $"0,\"{SmallData.Pixels(1)}{new string(' ', blanks)}\",Training\n";

        Assert.Null(PlainFer2013Csv.Read(_folder.Write("fer2013.csv", SmallData.Header + row), splitWithoutUsage: null));
    }

    [Fact]
    public void A_piece_may_end_at_any_byte_of_a_row()
    {
        var path = _folder.Write("fer2013.csv", SmallData.Header + string.Concat(Enumerable.Range(0, 4).Select(label => SmallData.Row(label, label))));
        var careful = Fer2013Csv.ReadCarefully(path, splitWithoutUsage: null);

        for (var pieceLength = 4600; pieceLength < 4640; pieceLength++)
        {
            Assert.True(AreEqual(careful, PlainFer2013Csv.Read(path, splitWithoutUsage: null, pieceLength)!), $"pieces of {pieceLength}");
        }
    }

    [Theory]
    [MemberData(nameof(Fer2013CsvTests.WrongRows), MemberType = typeof(Fer2013CsvTests))]
    public void A_wrong_row_in_any_piece_is_left_to_the_careful_reader(string row, string problem, int line, string fix)
    {
        var path = _folder.Write("fer2013.csv", SmallData.Header + SmallData.Row(0, 1) + row + "\n" + SmallData.Row(1, 1));

        Assert.All([1, 50, 5000, 0], pieceLength => Assert.Null(PlainFer2013Csv.Read(path, splitWithoutUsage: null, pieceLength)));
        var error = SmallData.ErrorOf(() => Fer2013Csv.Read(path, splitWithoutUsage: null));
        Assert.Equal(SmallData.ErrorOf(() => Fer2013Csv.ReadCarefully(path, splitWithoutUsage: null)).Message, error.Message);
        Assert.Equal(line, error.Row);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(fix, error.Fix, StringComparison.Ordinal);
    }

    public static TheoryData<string> UnusualButRight => new()
    {
        SmallData.Header + "\n" + SmallData.Row(0, 1),
        SmallData.Header + SmallData.Row(0, 1) + "\n",
        SmallData.Header + $"3,\"{SmallData.Pixels(1, 1152)}\n{SmallData.Pixels(1, 1152)}\",Training\n",
        SmallData.Header + $"3,{SmallData.Pixels(1, 1152)}  {SmallData.Pixels(1, 1152)},Training\n",
        SmallData.Header + $"3,{SmallData.Pixels(1, 2303)}\t1,Training\n",
        SmallData.Header + $"3,00001 {SmallData.Pixels(1, 2303)},Training\n",
        SmallData.Header + $"3,{SmallData.Pixels(1)},\tTraining\n",
        $"name,emotion,pixels,Usage\n\"a, b\",3,{SmallData.Pixels(1)},Training\n",
        $"emotion,pixels,Usage\r3,{SmallData.Pixels(1)},Training\r",
    };

    [Theory]
    [MemberData(nameof(UnusualButRight))]
    public void An_unusual_dress_is_left_to_the_careful_reader(string text)
    {
        var path = _folder.Write("fer2013.csv", text);

        Assert.Null(PlainFer2013Csv.Read(path, splitWithoutUsage: null));
        Assert.Equal(1, Fer2013Csv.Read(path, splitWithoutUsage: null).Count);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData(SmallData.Header)]
    [InlineData("emotion,Usage\n3,Training\n")]
    [InlineData("pixels,Usage\n3,Training\n")]
    [InlineData("emotion,pixels\n3,1\n")]
    [InlineData("emotion,pixels,pixels\n3,1,1\n")]
    [InlineData("emotion,\"pixels,Usage\n3,1,Training\n")]
    [InlineData("emotion,pixels,Usage")]
    public void A_file_without_its_rows_or_columns_is_left_to_the_careful_reader(string text) =>
        Assert.Null(PlainFer2013Csv.Read(_folder.Write("fer2013.csv", text), splitWithoutUsage: null));

    [Fact]
    public void What_it_reads_of_a_file_cut_off_or_with_any_byte_changed_is_what_the_careful_reader_reads()
    {
        var whole = Encoding.UTF8.GetBytes(SmallData.Header + SmallData.Row(0, 200) + $"1,\"{SmallData.Pixels(20)}\",PublicTest\r\n" + SmallData.Row(3, 7));
        var ends = Enumerable.Range(0, whole.Length).Where(index => whole[index] is not ((byte)' ' or (byte)'0' or (byte)'2' or (byte)'7')).ToArray();
        byte[] bytes = [.. " 0123456,\"\t\r\n-aT"u8, 0, 255];
        var random = new Random(7);
        var agreed = 0;
        for (var attempt = 0; attempt < 3000; attempt++)
        {
            var changed = attempt % 10 == 0 ? whole[..random.Next(1, whole.Length)] : (byte[])whole.Clone();
            // Commas, quotes, names and line breaks are few among the pixels, so half of the changes are there.
            if (attempt % 10 != 0)
            {
                changed[attempt % 2 == 0 ? random.Next(changed.Length) : ends[random.Next(ends.Length)]] = bytes[random.Next(bytes.Length)];
            }

            File.WriteAllBytes(_folder.File("fer2013.csv"), changed);
            if (PlainFer2013Csv.Read(_folder.File("fer2013.csv"), splitWithoutUsage: null, random.Next(1000, 20_000)) is not { } plain)
            {
                continue;
            }

            Assert.True(AreEqual(Fer2013Csv.ReadCarefully(_folder.File("fer2013.csv"), splitWithoutUsage: null), plain), $"attempt {attempt}");
            agreed++;
        }

        Assert.InRange(agreed, 100, 2900);
    }

    private static string WellFormed(Random random, int rows, bool withUsage)
    {
        string[] names = withUsage ? ["emotion", "pixels", "Usage"] : ["emotion", "pixels"];
        random.Shuffle(names);
        var lineEnd = random.Next(2) == 0 ? "\n" : "\r\n";
        var text = new StringBuilder(random.Next(2) == 0 ? "\uFEFF" : "");
        text.AppendJoin(',', names.Select(name => Format(random, random.Next(3) == 0 ? name.ToUpperInvariant() : name)));
        for (var row = 0; row < rows; row++)
        {
            text.Append(lineEnd).AppendJoin(',', names.Select(name => Format(random, name switch
            {
                "emotion" => random.Next(7).ToString(),
                "pixels" => Pixels(random),
                _ => Usages[random.Next(Usages.Length)],
            })));
        }

        return text.Append(random.Next(2) == 0 ? lineEnd : "").ToString();
    }

    private static string Pixels(Random random)
    {
        var most = random.Next(2) == 0 ? 256 : random.Next(1, 257);
        return string.Join(' ', Enumerable.Range(0, FaceSet.PixelCount).Select(_ => random.Next(most)));
    }

    private static string Format(Random random, string field)
    {
        var blanks = new string(' ', random.Next(3) / 2);
        return random.Next(3) == 0 ? $"\"{blanks}{field}{blanks}\"" : random.Next(2) == 0 ? field + blanks : blanks + field;
    }

    private static bool AreEqual(FaceRowBuffer expected, FaceRowBuffer actual) =>
        expected.Count == actual.Count && Enumerable.Range(0, expected.Count).All(row =>
            expected.LabelOf(row) == actual.LabelOf(row) && expected.SplitOf(row) == actual.SplitOf(row)
                && expected.FaceOf(row).SequenceEqual(actual.FaceOf(row)));
}
