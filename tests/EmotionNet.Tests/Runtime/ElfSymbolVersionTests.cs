using EmotionNet.Build;

namespace EmotionNet.Tests.Runtime;

public sealed class ElfSymbolVersionTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void The_strong_requirement_is_marked_weak_and_nothing_else_changes()
    {
        var before = ElfLibrary.Requiring(Version);
        var after = (byte[])before.Clone();

        Assert.True(ElfSymbolVersion.Weaken(after, Version));

        var changed = Enumerable.Range(0, before.Length).Where(index => before[index] != after[index]).ToList();
        Assert.Single(changed);
        Assert.Equal(2, after[changed[0]]);
    }

    [Fact]
    public void Marking_twice_changes_nothing_the_second_time()
    {
        var image = ElfLibrary.Requiring(Version);
        ElfSymbolVersion.Weaken(image, Version);

        Assert.False(ElfSymbolVersion.Weaken(image, Version));
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.30")]
    [InlineData("GLIBCXX_3.4.3")]
    [InlineData("GLIBCXX_3.4.321")]
    public void A_library_that_requires_another_version_is_left_alone(string version) =>
        Assert.False(ElfSymbolVersion.Weaken(ElfLibrary.Requiring(version), Version));

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(100)]
    [InlineData(200)]
    public void A_library_that_is_cut_off_is_refused(int length) =>
        Assert.Throws<InvalidDataException>(() => ElfSymbolVersion.Weaken(ElfLibrary.Requiring(Version)[..length], Version));
}
