using System.Globalization;
using EmotionNet.Data.Duplicates;

namespace EmotionNet.Data;

/// <summary>Finds a split that is a copy of another one, as a file or folder copied under a second name makes it: its scores would say nothing.</summary>
internal static class RepeatedSplits
{
    private const double MinimumShare = 0.5;

    /// <summary>Fewer faces may be equal by chance in data made for a test.</summary>
    private const int MinimumFaces = 20;

    /// <summary>A warning for each two splits of which one has at least half of its faces from the other, equal in every pixel.</summary>
    public static IEnumerable<string> Find(IReadOnlyDictionary<DataSplit, FaceSet> faces)
    {
        var digests = faces.OrderBy(split => split.Key).Select(split => (Split: split.Key, Faces: NearDuplicates.Digests(split.Value).ToList())).ToList();
        return from later in digests
               from earlier in digests.TakeWhile(each => each.Split != later.Split)
               let shared = later.Faces.Count(earlier.Faces.ToHashSet(StringComparer.Ordinal).Contains)
               where shared >= MinimumFaces && shared >= MinimumShare * later.Faces.Count
               select string.Create(
                   CultureInfo.InvariantCulture,
                   $"{shared:N0} of the {later.Faces.Count:N0} faces for {SplitNames.Describe(later.Split)} are also faces "
                       + $"for {SplitNames.Describe(earlier.Split)}, equal in every pixel: scores on them say nothing of other faces.");
    }
}
