using EmotionNet.Data;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Data;

[Collection(TorchFreeTests.Name)]
public sealed class ClassNameTests
{
    [Theory]
    [InlineData("happy")]
    [InlineData("3_happy")]
    [InlineData("Überrascht")]
    [InlineData("喜")]
    [InlineData("very happy (posed)")]
    public void Names_of_letters_digits_and_common_marks_are_names_of_classes(string name) => Assert.Equal(name, ClassName.Of(name));

    [Theory]
    [InlineData("")]
    [InlineData(" happy")]
    [InlineData("happy ")]
    [InlineData("-happy")]
    [InlineData("happy,sad")]
    [InlineData("happy\n")]
    [InlineData("\u001b[31mhappy")]
    [InlineData("hap\u202epy")]
    [InlineData("hap\u200bpy")]
    [InlineData("hap\ufffdpy")]
    [InlineData("happy😀")]
    [InlineData("\"happy\"")]
    public void Names_that_a_terminal_or_a_table_could_misread_are_not(string name) => Assert.Null(ClassName.Of(name));

    [Fact]
    public void Half_of_a_surrogate_pair_and_a_name_above_the_maximum_length_are_not_names()
    {
        Assert.Null(ClassName.Of("a\ud83d"));
        Assert.NotNull(ClassName.Of(new string('a', ClassName.MaximumLength)));
        Assert.Null(ClassName.Of(new string('a', ClassName.MaximumLength + 1)));
    }

    [Fact]
    public void Numbers_are_sorted_as_numbers_and_names_alphabetically()
    {
        Assert.Equal(["1", "2", "10"], ClassName.Sort(["10", "2", "1"]));
        Assert.Equal(["1_sad", "02_calm", "10_angry"], ClassName.Sort(["10_angry", "1_sad", "02_calm"]));
        Assert.Equal(["10_angry", "2_sad", "calm"], ClassName.Sort(["calm", "2_sad", "10_angry"]));
    }

    [Property]
    public Property Whatever_is_a_name_has_neither_commas_nor_control_characters() => Prop.ForAll<string>(text =>
        text is null || ClassName.Of(text) is not { } name || !name.Any(character => char.IsControl(character) || character is ',' or '"' or '\\' or '/'));

    [Property]
    public Property The_order_does_not_depend_on_that_of_the_folders() => Prop.ForAll(
        Gen.Elements("1", "2", "10", "007", "a", "B", "b2", "10_x").ListOf().ToArbitrary(),
        names => ClassName.Sort(names.Distinct()).SequenceEqual(ClassName.Sort(names.Distinct().Reverse())));
}
