using System.Globalization;
using System.Text;
using EmotionNet.Data.ImageFolders;
using EmotionNet.Files;

namespace EmotionNet.Data.RafDb;

/// <summary>
/// RAF-DB's basic expressions (Li et al. 2017) as they are distributed: <c>EmoLabel/list_patition_label.txt</c> with a line such as
/// <c>train_00001.jpg 5</c> for each image, beside <c>Image/aligned</c> or <c>Image/original</c>. The seven classes are FER2013's, in its order.
/// </summary>
/// <param name="ListPath">The list.</param>
/// <param name="ImageFolder">The folder of the images.</param>
internal sealed record RafDbList(string ListPath, string ImageFolder)
{
    private const string FileName = "list_patition_label.txt"; // as its authors spell it
    private const string LabelFolder = "EmoLabel";
    private const string Aligned = "_aligned";
    private const int MaximumBytes = 64 << 20;

    private static readonly string[] ImageFolders = ["Image/aligned", "Image/original", "aligned", "original", "Image", ""];

    private static readonly string Labels = string.Join(", ", EmotionClasses.RafDb.Select((name, index) => $"{index + 1} {name}"));

    /// <summary>Finds the list and its images; null where there is no list.</summary>
    /// <param name="directory">The folder with <c>EmoLabel</c> and <c>Image</c>, or the one of the list.</param>
    public static RafDbList? Find(string directory)
    {
        string[] places = [Path.Combine(directory, LabelFolder), directory];
        if (Array.Find(places, place => File.Exists(Path.Combine(place, FileName))) is not { } place)
        {
            return null;
        }

        var isInLabelFolder = place == directory && Path.GetFileName(Path.GetFullPath(place)).Equals(LabelFolder, StringComparison.OrdinalIgnoreCase);
        var folders = ImageFolders.Select(folder => Path.Combine(directory, isInLabelFolder ? ".." : "", folder)).ToList();
        return new(
            Path.Combine(place, FileName),
            folders.Find(folder => Directory.Exists(folder) && InputFiles.FilesIfReadable(folder, []).Any(ImageBatchLoader.IsImageName)) ?? folders[0]);
    }

    /// <summary>Reads the images of the list.</summary>
    /// <exception cref="UserInputException">A line is not a name and a label from 1 to 7, or its image is missing or cannot be read.</exception>
    public Dictionary<DataSplit, FaceSet> Read()
    {
        var images = new Dictionary<DataSplit, (List<string> Paths, List<int> Labels)>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var text = Encoding.UTF8.GetString(InputFiles.ReadAllBytes(ListPath, MaximumBytes)).TrimStart('\uFEFF');
        var row = 0;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            row++;
            if (line.Length == 0)
            {
                continue;
            }

            var (split, path, label) = Parse(line, row);
            if (!names.Add(Path.GetFileName(path)))
            {
                throw Wrong($"the image {Path.GetFileName(path)} is listed a second time", "remove the line", row);
            }

            var part = images.TryGetValue(split, out var known) ? known : images[split] = ([], []);
            part.Paths.Add(path);
            part.Labels.Add(label);
        }

        return images.ToDictionary(
            part => part.Key, part => FaceSet.FromLabels(ImageBatchLoader.ReadAll(part.Value.Paths), part.Value.Labels, EmotionClasses.Fer2013));
    }

    private (DataSplit Split, string Path, int Label) Parse(string line, int row)
    {
        var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var name = fields[0];
        if (fields.Length != 2 || !ImageBatchLoader.IsImageName(name) || Path.GetFileName(name) != name || name.Contains('\\'))
        {
            throw Wrong($"'{Shown(line)}' is not the name of an image and its label", "write train_00001.jpg 5, or download the list again", row);
        }

        var split = name.StartsWith("train", StringComparison.OrdinalIgnoreCase) ? DataSplit.Training
            : name.StartsWith("test", StringComparison.OrdinalIgnoreCase) ? DataSplit.Test
            : throw Wrong($"the image {Shown(name)} is neither of the training nor of the test split by its name", "begin the name with train_ or test_", row);
        if (!int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > EmotionClasses.RafDb.Count)
        {
            throw Wrong(
                $"the label of {Shown(name)} is '{Shown(fields[1])}'", $"a label is one of {Labels}; the compound expressions are not read", row);
        }

        // The list names the original images; the aligned ones have a name of their own.
        var (stem, end) = (Path.GetFileNameWithoutExtension(name), Path.GetExtension(name));
        string[] candidates = [name, $"{stem}{Aligned}{end}", $"{stem.Replace(Aligned, "", StringComparison.Ordinal)}{end}"];
        var path = candidates.Select(candidate => Path.Combine(ImageFolder, candidate)).FirstOrDefault(File.Exists)
            ?? throw Wrong($"the image {Shown(name)} is not in {ImageFolder}", "unpack RAF-DB's aligned.zip or original.zip there, or remove the line", row);
        return (split, path, EmotionNames.FindFer2013Class(EmotionClasses.RafDb[number - 1])!.Value);
    }

    private static string Shown(string text) => Snippet.Of(text, maximumLength: 60);

    private UserInputException Wrong(string problem, string fix, int row) => new(problem, fix, ListPath, row);
}
