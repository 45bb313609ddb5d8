using System.Collections.Concurrent;
using EmotionNet.Tests.Explanation;

[assembly: AssemblyFixture(typeof(EmotionNet.Tests.Export.PreparedCheckpoints))]

namespace EmotionNet.Tests.Export;

/// <summary>
/// Checkpoints that are made before the first test, one after another: to make one takes numbers from libtorch's one generator, which the tests of
/// another collection count on.
/// </summary>
public sealed class PreparedCheckpoints : IDisposable
{
    private static readonly ConcurrentDictionary<Name, byte[]> Contents = [];

    private readonly TemporaryFolder _folder = new();

    public PreparedCheckpoints()
    {
        Keep(Name.Random, path => RandomCheckpoint.Write(path));
        Keep(Name.First, path => RandomCheckpoint.Write(path, seed: 1));
        Keep(Name.Second, path => RandomCheckpoint.Write(path, seed: 2));
        Keep(Name.WithoutTemperature, path => RandomCheckpoint.Write(path, temperature: null));
        Keep(Name.OfThreeClasses, path => RandomCheckpoint.Write(path, classNames: ["angry", "happy", "sad"]));
        Keep(Name.OfUpperRightCorner, path => CornerNetwork.Write(path, isRight: true, isBottom: false));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes one to a file, without libtorch.</summary>
    internal static string Write(string path, Name name = Name.Random)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Contents[name]);
        return path;
    }

    private void Keep(Name name, Action<string> write)
    {
        var path = _folder.File(name.ToString());
        write(path);
        Contents[name] = File.ReadAllBytes(path);
    }

    /// <summary>Which one.</summary>
    internal enum Name
    {
        /// <summary>As <see cref="RandomCheckpoint"/> has it.</summary>
        Random,

        /// <summary>Other weights.</summary>
        First,

        /// <summary>Others again.</summary>
        Second,

        /// <summary>Of an epoch without a temperature.</summary>
        WithoutTemperature,

        /// <summary>A network for angry, happy and sad.</summary>
        OfThreeClasses,

        /// <summary>As <see cref="CornerNetwork"/> has it.</summary>
        OfUpperRightCorner,
    }
}
