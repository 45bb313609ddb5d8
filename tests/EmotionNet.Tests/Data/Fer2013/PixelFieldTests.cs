using System.Text;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Data.Fer2013;

public sealed class PixelFieldTests
{
    [Property(MaxTest = 50)]
    public Property Any_face_written_as_text_is_read_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte>().Generator.ArrayOf(FaceSet.PixelCount).ToArbitrary(), face =>
        {
            var read = new byte[FaceSet.PixelCount];
            return PixelField.Parse(Encoding.UTF8.GetBytes(string.Join(' ', face)), read) is null && read.SequenceEqual(face);
        });

    [Fact]
    public void White_space_around_and_between_the_numbers_does_not_matter()
    {
        var field = " \t" + SmallData.Pixels(7).Replace(" ", " \r\n ", StringComparison.Ordinal) + "  ";
        var face = new byte[FaceSet.PixelCount];

        Assert.Null(PixelField.Parse(Encoding.UTF8.GetBytes(field), face));
        Assert.All(face, pixel => Assert.Equal(7, pixel));
    }

    [Theory]
    [InlineData("", "too few pixels, 0 instead of 2304")]
    [InlineData("1 2 3", "too few pixels, 3 instead of 2304")]
    [InlineData("1 2 300", "pixel 3 is 300, which is over 255")]
    [InlineData("1 99999999999999999999999 2", "pixel 2 is 99999999999999999999…, which is over 255")]
    [InlineData("1 -2 3", "pixel 2 is '-2', which is not a whole number")]
    [InlineData("1 2.5 3", "pixel 2 is '2.5', which is not a whole number")]
    [InlineData("1 zwölf 3", "pixel 2 is 'zwölf', which is not a whole number")]
    public void A_wrong_field_is_described_exactly(string field, string problem) =>
        Assert.Equal(problem, PixelField.Parse(Encoding.UTF8.GetBytes(field), new byte[FaceSet.PixelCount]));

    [Fact]
    public void Too_many_pixels_are_counted() =>
        Assert.Equal(
            "too many pixels, 2305 instead of 2304",
            PixelField.Parse(Encoding.UTF8.GetBytes(SmallData.Pixels(1, 2305)), new byte[FaceSet.PixelCount]));
}
