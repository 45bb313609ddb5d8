using EmotionNet.Data;
using EmotionNet.Data.FerPlus;
using EmotionNet.Evaluation;

namespace EmotionNet.Audits;

/// <summary>What an audit found.</summary>
/// <param name="Faces">The faces; the result does not own them.</param>
/// <param name="Duplicates">Pairs of one image.</param>
/// <param name="Groups">The faces of each image that has several, ascending.</param>
/// <param name="Errors">Likely wrong labels; null where nothing predicted the faces.</param>
internal sealed record AuditResult(
    AuditFaces Faces, IReadOnlyList<FoundDuplicate> Duplicates, IReadOnlyList<IReadOnlyList<int>> Groups, LabelErrors? Errors)
{
    /// <summary>How the faces were predicted, in sentences; a network that was trained on them is named as such.</summary>
    public IReadOnlyList<string> Predictor { get; init; } = [];

    /// <summary>What the votes leave room for, by split; empty without votes.</summary>
    public IReadOnlyDictionary<DataSplit, VoteCeiling> Ceilings { get; init; } = new Dictionary<DataSplit, VoteCeiling>();

    /// <summary>
    /// A sentence where the predictions are too weak to tell wrong labels from hard faces, by the measurements of docs/audit.md; null where they are not.
    /// </summary>
    public string? Doubt => Errors is { } errors && 2 * errors.Faces.Count > Faces.Labels.Count
        ? "More than half of the labels would be wrong: the predictions are too weak to tell, and no label is listed for it; more faces, or a network by "
            + "`model`, may do."
        : null;

    /// <summary>Whether two faces of one image have different labels.</summary>
    public bool IsConflict(FoundDuplicate pair) => Faces.Labels[pair.First] != Faces.Labels[pair.Second];

    /// <summary>The training faces that are better left out, by index, and why. Faces of other splits stay, so that scores remain comparable.</summary>
    public IReadOnlyList<(int Face, AuditReason Reason)> Exclusions()
    {
        var reasons = new SortedDictionary<int, AuditReason>();
        foreach (var group in Groups)
        {
            var training = group.Where(IsTraining).ToList();
            if (training.Count < group.Count)
            {
                training.ForEach(face => reasons[face] = AuditReason.Leak);
            }
            else if (training.Any(face => Faces.Labels[face] != Faces.Labels[training[0]]))
            {
                training.ForEach(face => reasons[face] = AuditReason.Conflict);
            }
            else
            {
                training.Skip(1).ToList().ForEach(face => reasons[face] = AuditReason.Duplicate);
            }
        }

        foreach (var error in (Doubt is null ? Errors?.Faces.Where(error => IsTraining(error.Face)) : null) ?? [])
        {
            reasons.TryAdd(error.Face, AuditReason.Label);
        }

        return [.. reasons.Select(entry => (entry.Key, entry.Value))];
    }

    /// <summary>
    /// For each two splits, how many faces of the later one are equal to, nearly equal to, or else a moved copy of a face of the other, and how many of them have
    /// another label there.
    /// </summary>
    public IEnumerable<(DataSplit Split, DataSplit Other, int[] Kinds, int Conflicts)> Counts()
    {
        var kinds = new Dictionary<(DataSplit, DataSplit), Dictionary<int, DuplicateKind>>();
        var conflicts = new Dictionary<(DataSplit, DataSplit), HashSet<int>>();
        foreach (var pair in Duplicates)
        {
            // Splits are in order, so that the second is of the same split or of a later one.
            var key = (Faces.PlaceOf(pair.Second).Split, Faces.PlaceOf(pair.First).Split);
            var known = kinds.TryGetValue(key, out var faces) ? faces : kinds[key] = [];
            known[pair.Second] = known.TryGetValue(pair.Second, out var kind) && kind < pair.Kind ? kind : pair.Kind;
            if (IsConflict(pair))
            {
                (conflicts.TryGetValue(key, out var others) ? others : conflicts[key] = []).Add(pair.Second);
            }
        }

        return from split in Faces.Splits
               from other in Faces.Splits.Where(other => other <= split)
               let found = kinds.GetValueOrDefault((split, other)) ?? []
               select (
                   split,
                   other,
                   Enum.GetValues<DuplicateKind>().Select(kind => found.Values.Count(each => each == kind)).ToArray(),
                   conflicts.GetValueOrDefault((split, other))?.Count ?? 0);
    }

    private bool IsTraining(int face) => Faces.PlaceOf(face).Split == DataSplit.Training;
}
