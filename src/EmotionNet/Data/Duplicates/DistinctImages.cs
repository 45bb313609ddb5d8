namespace EmotionNet.Data.Duplicates;

/// <summary>The images of a set, each once however many faces are equal to it in every pixel: thousands of equal faces are one image to compare.</summary>
internal sealed class DistinctImages
{
    private readonly List<int> _first = [];
    private readonly List<List<int>> _faces = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Finds the images of a set.</summary>
    public DistinctImages(FaceSet faces)
    {
        foreach (var (face, digest) in NearDuplicates.Digests(faces).Index())
        {
            if (_numbers.TryAdd(digest, _first.Count))
            {
                _first.Add(face);
                _faces.Add([]);
            }

            _faces[_numbers[digest]].Add(face);
        }
    }

    /// <summary>The first face of each image, ascending.</summary>
    public IReadOnlyList<int> First => _first;

    /// <summary>The faces of each image, ascending.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Faces => _faces;

    /// <summary>Pairs of equal images of two sets, by their numbers.</summary>
    public IEnumerable<(int Image, int Other)> EqualTo(DistinctImages others) =>
        from entry in _numbers where others._numbers.ContainsKey(entry.Key) select (entry.Value, others._numbers[entry.Key]);
}
