using System.Text.RegularExpressions;

namespace EmotionNet.Tests.Architecture;

/// <summary>What a reader may count on when looking for a type; that namespaces equal folders is IDE0130's to check.</summary>
public sealed partial class SourceLayoutTests
{
    private const int MaximumLines = 200;

    private static readonly ShrinkingList KnownLongFiles = new();

    private static readonly ShrinkingList KnownTypesElsewhere = new();

    [Fact(Skip = SourceTree.Missing, SkipType = typeof(SourceTree), SkipUnless = nameof(SourceTree.IsThere))]
    public void No_source_file_has_more_than_200_lines()
    {
        var longFiles = SourceTree.Files("src").Where(file => SourceTree.Lines(file).Length > MaximumLines);

        KnownLongFiles.AssertIs(longFiles);
    }

    [Fact(Skip = SourceTree.Missing, SkipType = typeof(SourceTree), SkipUnless = nameof(SourceTree.IsThere))]
    public void A_public_type_has_a_file_of_its_own_that_is_named_after_it()
    {
        var elsewhere =
            from file in SourceTree.Files("src")
            from line in SourceTree.Lines(file)
            let name = PublicType().Match(line).Groups["name"].Value
            where name.Length > 0 && name != Path.GetFileNameWithoutExtension(file)
            select $"{file}: {name}";

        KnownTypesElsewhere.AssertIs(elsewhere);
    }

    [Fact(Skip = SourceTree.Missing, SkipType = typeof(SourceTree), SkipUnless = nameof(SourceTree.IsThere))]
    public void A_folder_of_tests_is_named_after_the_folder_that_it_tests()
    {
        const string Tests = "tests/EmotionNet.Tests";
        var folders = SourceTree.Files(Tests)
            .Select(file => Path.GetDirectoryName(file)!.Replace('\\', '/')[Tests.Length..])
            .Where(folder => folder != "/Architecture")
            .Distinct();

        Assert.All(folders, folder => Assert.True(IsOfTheLibrary(folder) || IsOfTheProgram(folder), $"src has no {folder}"));
    }

    private static bool IsOfTheLibrary(string folder) => SourceTree.HasDirectory($"src/EmotionNet{folder}");

    private static bool IsOfTheProgram(string folder) => SourceTree.HasDirectory($"src/EmotionNet.{folder.TrimStart('/')}");

    // A type that is not nested starts its line.
    [GeneratedRegex(@"^public ([a-z]+ )*?(class|record struct|record class|record|struct|interface|enum|delegate [\w.<>?\[\]]+) (?<name>\w+)")]
    private static partial Regex PublicType();
}
