using System.Text.RegularExpressions;

namespace EmotionNet.Tests.Architecture;

/// <summary>Arrows point one way: a namespace uses those before it in <see cref="Layers"/>, and none after it or beside it.</summary>
public sealed partial class NamespaceOrderTests
{
    private static readonly string[] Assemblies = ["EmotionNet.Inference.dll", "EmotionNet.Core.dll", "emotionnet.dll"];

    // The namespaces of a line do not use each other; their subnamespaces belong to them.
    private static readonly string[][] Layers =
    [
        ["EmotionNet"],
        ["EmotionNet.Files"],
        ["EmotionNet.Inference"],
        ["EmotionNet.Runtime"],
        ["EmotionNet.Data"],
        ["EmotionNet.Augmentation"],
        ["EmotionNet.Models"],
        ["EmotionNet.Losses", "EmotionNet.Optimization"],
        ["EmotionNet.Distributed"],
        ["EmotionNet.Evaluation", "EmotionNet.Explanation"],
        ["EmotionNet.Configuration"],
        ["EmotionNet.Checkpoints"],
        ["EmotionNet.Export"],
        ["EmotionNet.Training"],
        ["EmotionNet.Reporting"],
        ["EmotionNet.Runs"],
        ["EmotionNet.Audits"],
        ["EmotionNet.Sweeps"],
        ["EmotionNet.Tuning"],
        ["EmotionNet.Cli"],
    ];

    private static readonly ShrinkingList KnownViolations = new();

    [Fact]
    public void No_type_uses_a_namespace_after_its_own()
    {
        var violations = Assemblies.SelectMany(DependenciesOf)
            .Select(pair => (pair.User, Namespace: LayerOf(pair.Used)))
            .Where(arrow => PointsForward(LayerOf(arrow.User), arrow.Namespace))
            .Select(arrow => $"{arrow.User} -> {arrow.Namespace}");

        KnownViolations.AssertIs(violations);
    }

    // Constants, which the compiler copies, are seen here alone.
    [Fact(Skip = SourceTree.Missing, SkipType = typeof(SourceTree), SkipUnless = nameof(SourceTree.IsThere))]
    public void No_using_directive_names_a_namespace_after_the_files_own()
    {
        var violations =
            from file in SourceTree.Files("src")
            let user = file["src/".Length..^".cs".Length].Replace('/', '.')
            from line in SourceTree.Lines(file)
            let used = UsingDirective().Match(line).Groups["namespace"].Value
            where used.Length > 0 && PointsForward(LayerOf(user), LayerOf(used))
            select $"{user} -> {LayerOf(used)}";

        KnownViolations.AssertHoldsAll(violations);
    }

    [Fact]
    public void Each_namespace_of_the_program_has_a_place_in_the_order()
    {
        var names = Assemblies.SelectMany(DependenciesOf).SelectMany(pair => (string[])[pair.User, pair.Used]).Select(LayerOf).Distinct();

        Assert.Empty(names.Except(Layers.SelectMany(layer => layer)));
    }

    [Theory]
    [InlineData(typeof(InBody))]
    [InlineData(typeof(InLambda))]
    [InlineData(typeof(InIterator))]
    [InlineData(typeof(InGenericArgument))]
    [InlineData(typeof(InSignature))]
    [InlineData(typeof(InAttribute))]
    [InlineData(typeof(InNested))]
    public void A_use_is_seen_wherever_it_is_in_a_type(Type user) =>
        Assert.Contains((user.FullName!, typeof(TemporaryFolder).FullName!), DependenciesOf("EmotionNet.Tests.dll"));

    private static IReadOnlySet<(string User, string Used)> DependenciesOf(string assembly) =>
        CompiledDependencies.Of(Path.Combine(AppContext.BaseDirectory, assembly));

    private static bool PointsForward(string user, string used) => user != used && Position(used) >= Position(user);

    private static int Position(string name) => Array.FindIndex(Layers, layer => layer.Contains(name));

    // The first two names of a namespace; a type of the root has one, and Program, which has no namespace, is the CLI's.
    private static string LayerOf(string typeOrNamespace)
    {
        var names = typeOrNamespace.Split('.');
        var layer = string.Join('.', names.Take(2));
        var isInRoot = names.Length == 2 && Position(layer) < 0;
        return names[0] != nameof(EmotionNet) ? "EmotionNet.Cli" : isInRoot ? nameof(EmotionNet) : layer;
    }

    [GeneratedRegex(@"^(global )?using (static )?(\w+ = )?(?<namespace>EmotionNet[\w.]*)")]
    private static partial Regex UsingDirective();
}
