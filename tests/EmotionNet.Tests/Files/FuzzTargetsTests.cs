using EmotionNet.Fuzz;

namespace EmotionNet.Tests.Files;

/// <summary>The short form of <c>tests/EmotionNet.Fuzz</c>: the same files in every run.</summary>
public sealed class FuzzTargetsTests : IDisposable
{
    private const int Files = 100;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => new(FuzzTargets.All.Select(target => target.Name));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_changed_file_is_read_or_refused_with_a_sentence(string name)
    {
        var target = FuzzTargets.All.Single(target => target.Name == name);
        target.RequireSeeds(_folder.Path);
        var mutator = new Mutator(target.Seeds(), new Random(1));

        var read = Enumerable.Range(0, Files).Count(_ => target.Accepts(mutator.Next(), _folder.Path));

        Assert.InRange(read, 0, Files - 1); // what throws anything else has failed already; changes that no reader notices test nothing
    }
}
