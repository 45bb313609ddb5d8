using EmotionNet.Cli.Display;
using EmotionNet.Data.Duplicates;
using EmotionNet.Evaluation;

namespace EmotionNet.Cli.Report;

/// <summary>The sections of single faces.</summary>
/// <param name="content">What the report is made from.</param>
internal sealed class FaceSections(ReportContent content)
{
    private const int ListedFaces = 24, ExamplesOfEach = 5, ListedConflicts = 60, FacesOfConflict = 8;

    private readonly FacePictures _pictures = new(content.ShowsFaces ? content.Data?.Faces : null);
    private readonly FacePredictions? _predictions = content.CalibratedFaces;

    /// <summary>The faces that the network is most sure of and wrong about.</summary>
    public Html Wrong() => _predictions is null ? Html.Empty : List(Wrongest());

    /// <summary>The faces whose label has the smallest probability, without those of <see cref="Wrong"/>.</summary>
    public Html Hardest() => _predictions is null ? Html.Empty : List(_predictions.Hardest().Except(Wrongest()).Take(ListedFaces));

    /// <summary>Examples of each class; empty without pictures.</summary>
    public Html Examples()
    {
        if (_predictions is null || !_pictures.AreShown)
        {
            return Html.Empty;
        }

        var byClass = Enumerable.Range(0, _predictions.Count).ToLookup(_predictions.LabelOf);
        return Html.Join(_predictions.ClassNames.Select((name, label) => byClass[label].Any()
            ? Html.Of($"<h3>{name}</h3>{List(ExamplesOf(byClass[label], isRight: true).Concat(ExamplesOf(byClass[label], isRight: false)))}")
            : Html.Empty));
    }

    /// <summary>How many images have conflicting labels, in a sentence.</summary>
    public string ConflictWords()
    {
        var all = content.Conflicts?.Count ?? 0;
        var shown = all > ListedConflicts ? $" The first {ListedConflicts} are shown." : "";
        return $"{Tables.Count(all, "image")} with more than one label among near-duplicates, mirror images included, within splits and across them.{shown} "
            + "At least one of the labels is wrong, or the face is ambiguous.";
    }

    /// <summary>Images with conflicting labels.</summary>
    public Html Conflicts()
    {
        if (content.Conflicts is not { Count: > 0 } groups || content.Data is not { Faces.ClassNames: var names })
        {
            return Html.Empty;
        }

        var listed = groups.Take(ListedConflicts);
        return _pictures.AreShown
            ? Html.Of($"<div class=\"groups\">{listed.Select(group => Html.Of($"<div class=\"group\">{Pictures(group, names)}</div>\n"))}</div>")
            : HtmlTables.Of(
                ["image", "faces"],
                listed.Select((group, index) => (IReadOnlyList<Html>)[Html.Of($"{index + 1}"), Html.Of($"{WordsOf(group, names)}")]),
                kind: "words");
    }

    private static string WordsOf(IReadOnlyList<SplitFace> group, IReadOnlyList<string> names) =>
        string.Join("; ", group.Select(face => $"{names[face.Label]} ({Tables.Name(face.Split)} {face.Index})"));

    private Html Pictures(IReadOnlyList<SplitFace> group, IReadOnlyList<string> names)
    {
        var more = group.Count > FacesOfConflict ? Html.Of($"<small>and {group.Count - FacesOfConflict} more</small>") : Html.Empty;
        var faces = group.Take(FacesOfConflict).Select(
            face => (face.Split, face.Index, Html.Of($"<b>{names[face.Label]}</b><small>{Tables.Name(face.Split)} #{face.Index}</small>")));
        return Html.Of($"{_pictures.Gallery(faces)}{more}");
    }

    private Html List(IEnumerable<int> faces)
    {
        var listed = faces.ToList();
        return listed.Count == 0 ? Html.Empty : _pictures.Predicted(content.Split, _predictions!, listed);
    }

    private IEnumerable<int> Wrongest() => _predictions!.MostConfidentlyWrong().Take(ListedFaces);

    private IEnumerable<int> ExamplesOf(IEnumerable<int> faces, bool isRight) =>
        faces.Where(face => _predictions!.IsRight(face) == isRight).OrderByDescending(_predictions!.ConfidenceOf).Take(ExamplesOfEach);
}
