using EmotionNet.Data;

namespace EmotionNet.Audits;

/// <summary>The faces of all splits, one after another.</summary>
internal sealed class AuditFaces : IDisposable
{
    private readonly List<(DataSplit Split, int Start)> _starts = [];

    /// <summary>Copies the faces of a data set.</summary>
    public AuditFaces(EmotionDataset data)
    {
        var splits = Enum.GetValues<DataSplit>().Where(split => data[split] is not null).ToList();
        var start = 0;
        foreach (var split in splits)
        {
            _starts.Add((split, start));
            start += data[split]!.Count;
        }

        All = FaceSet.Join([.. splits.Select(split => data[split]!)]);
        Labels = [.. All.LabelArray().Select(label => (int)label)];
    }

    /// <summary>The faces.</summary>
    public FaceSet All { get; }

    /// <summary>The class of each, as given.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>The splits that are there.</summary>
    public IEnumerable<DataSplit> Splits => _starts.Select(start => start.Split);

    /// <summary>The split of a face, and its index there.</summary>
    public (DataSplit Split, int Index) PlaceOf(int face)
    {
        var (split, start) = _starts.Last(entry => entry.Start <= face);
        return (split, face - start);
    }

    /// <summary>The class of a face, as given.</summary>
    public string LabelOf(int face) => All.ClassNames[Labels[face]];

    /// <inheritdoc/>
    public void Dispose() => All.Dispose();
}
