using System.Text;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Data.Fer2013;

public sealed class SingleSpacedPixelsTests
{
    [Property(MaxTest = 100)]
    public Property Any_face_written_as_text_is_read_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte>().Generator.ArrayOf(FaceSet.PixelCount).ToArbitrary(), face =>
        {
            var read = new byte[FaceSet.PixelCount];
            return SingleSpacedPixels.TryParse(Encoding.UTF8.GetBytes(string.Join(' ', face)), read) && read.SequenceEqual(face);
        });

    [Fact]
    public void Every_number_is_read_at_every_place_of_a_block()
    {
        var read = new byte[FaceSet.PixelCount];
        for (var shift = 0; shift < 3; shift++)
        {
            for (var value = 0; value < 1100; value++)
            {
                var field = new string('0', shift) + "1 " + string.Join(' ', Enumerable.Repeat(value, 1000)) + " "
                    + SmallData.Pixels(1, FaceSet.PixelCount - 1001);

                Assert.Equal(value <= 255, SingleSpacedPixels.TryParse(Encoding.UTF8.GetBytes(field), read));
                Assert.True(value > 255 || read[1..1001].All(pixel => pixel == value));
            }
        }
    }

    [Fact]
    public void A_field_with_one_byte_changed_is_refused_or_holds_the_numbers_that_it_shows()
    {
        var random = new Random(11);
        byte[] bytes = [.. " 0123456789,\"\t\r\n-./:A"u8, 0, 255];
        var read = new byte[FaceSet.PixelCount];
        var agreed = 0;
        for (var attempt = 0; attempt < 5000; attempt++)
        {
            var field = Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, FaceSet.PixelCount).Select(_ => random.Next(256))));
            field[random.Next(field.Length)] = bytes[random.Next(bytes.Length)];
            if (!SingleSpacedPixels.TryParse(field, read))
            {
                continue;
            }

            Assert.Equal(Encoding.UTF8.GetString(field).Split(' ').Select(byte.Parse), read);
            agreed++;
        }

        Assert.InRange(agreed, 500, 4500);
    }

    public static TheoryData<string> OtherFields => new()
    {
        "",
        "1",
        SmallData.Pixels(1, 2303),
        SmallData.Pixels(1, 2305),
        SmallData.Pixels(100, 2303),
        SmallData.Pixels(100, 2305),
        SmallData.Pixels(1) + " ",
        " " + SmallData.Pixels(1),
        "1  " + SmallData.Pixels(1, 2303),
        SmallData.Pixels(1, 2303) + "  1",
        "00001 " + SmallData.Pixels(1, 2303),
        "4294967297 " + SmallData.Pixels(1, 2303),
        SmallData.Pixels(1, 2303) + " 4294967297",
        SmallData.Pixels(1, 2303) + " x",
        SmallData.Pixels(1, 2303) + "\t1",
        "1\r" + SmallData.Pixels(1, 2303),
    };

    [Theory]
    [MemberData(nameof(OtherFields))]
    public void A_field_that_is_wrong_or_spaced_otherwise_is_refused(string field) =>
        Assert.False(SingleSpacedPixels.TryParse(Encoding.UTF8.GetBytes(field), new byte[FaceSet.PixelCount]));
}
