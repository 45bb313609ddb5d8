namespace EmotionNet.Data;

/// <summary>Which classes a data set is read for.</summary>
/// <param name="Source">What the names of class folders mean.</param>
/// <param name="Network">The classes of the network that is scored, which the data must be of; null where the data decides.</param>
internal sealed record ClassReading(ClassSource Source, IReadOnlyList<string>? Network = null)
{
    /// <summary>FER2013's classes.</summary>
    public static ClassReading Fer2013 { get; } = new(ClassSource.Fer2013);

    /// <summary>Whether the classes are FER2013's, as every table has them, and RAF-DB.</summary>
    public bool IsOfFer2013 => Source is ClassSource.Fer2013 or ClassSource.RafDb;
}
