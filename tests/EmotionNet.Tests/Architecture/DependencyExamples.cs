using System.ComponentModel;

namespace EmotionNet.Tests.Architecture;

// What CompiledDependencies must see: each class uses TemporaryFolder in one way.
internal sealed class InBody
{
    public static string Use() => new TemporaryFolder().Path;
}

internal sealed class InLambda
{
    public static Func<string> Use() => () => new TemporaryFolder().Path;
}

internal sealed class InIterator
{
    public static IEnumerable<string> Use()
    {
        yield return new TemporaryFolder().Path;
    }
}

internal sealed class InGenericArgument
{
    public static bool Use(object value) => value is List<Dictionary<string, TemporaryFolder>[]>;
}

internal sealed class InSignature
{
    public static void Use(ref TemporaryFolder? folder) => folder = null;
}

[TypeConverter(typeof(TemporaryFolder))]
internal sealed class InAttribute;

internal sealed class InNested
{
    public static Type Use() => typeof(Nested);

    private sealed class Nested
    {
        public TemporaryFolder? Folder { get; }
    }
}
