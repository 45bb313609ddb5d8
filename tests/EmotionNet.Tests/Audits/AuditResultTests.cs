using System.Text;
using EmotionNet.Audits;
using EmotionNet.Data;
using EmotionNet.Evaluation;

namespace EmotionNet.Tests.Audits;

public sealed class AuditResultTests : IDisposable
{
    private readonly EmotionDataset _data = new()
    {
        Layout = "made up",
        LabelMode = LabelMode.SingleLabel,
        Training = FaceSet.FromLabels(
            [.. Enumerable.Range(0, 6 * FaceSet.PixelCount).Select(place => (byte)(place / 7))], [0, 1, 2, 3, 4, 5], EmotionClasses.Fer2013),
    };

    public void Dispose() => _data.Dispose();

    [Fact]
    public void The_list_has_copies_first_and_then_the_most_certain_wrong_labels()
    {
        using var faces = new AuditFaces(_data);

        var result = Result(faces, [Error(face: 1, margin: 0.2f), Error(face: 4, margin: 0.7f)], groups: [[2, 5]]);

        Assert.Equal(["2 conflict", "5 conflict", "4 label", "1 label"], Rows(result));
        Assert.Null(result.Doubt);
    }

    [Fact]
    public void Where_more_than_half_of_the_labels_would_be_wrong_none_is_listed_for_it_and_a_sentence_says_so()
    {
        using var faces = new AuditFaces(_data);

        var half = Result(faces, [Error(0, 0.5f), Error(1, 0.4f), Error(3, 0.3f)], groups: []);
        var more = Result(faces, [Error(0, 0.5f), Error(1, 0.4f), Error(3, 0.3f), Error(4, 0.2f)], groups: [[2, 5]]);

        Assert.Equal(3, Rows(half).Count());
        Assert.Equal(["2 conflict", "5 conflict"], Rows(more));
        Assert.StartsWith("More than half of the labels would be wrong: ", more.Doubt, StringComparison.Ordinal);
    }

    private static LabelError Error(int face, float margin) => new(face, Likely: 6, margin + 0.1f, 0.1f);

    private static AuditResult Result(AuditFaces faces, IReadOnlyList<LabelError> errors, IReadOnlyList<IReadOnlyList<int>> groups) =>
        new(faces, [], groups, new LabelErrors(errors, new double[7, 7]));

    // Index and reason of each row of the list.
    private static IEnumerable<string> Rows(AuditResult result) =>
        Encoding.UTF8.GetString(AuditTable.Of(result)).TrimEnd().Split('\n').Skip(1).Select(row => row.Split(',')).Select(row => $"{row[1]} {row[3]}");
}
