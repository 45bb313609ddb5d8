using System.Globalization;
using System.IO.Compression;
using System.Text;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.ImageFolders;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EmotionNet.Tests.Data;

/// <summary>For all lists and tables: what a reader says is what the file says, or the file is refused in a sentence.</summary>
public sealed class ReaderPropertyTests : IDisposable
{
    private const int Faces = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Property(MaxTest = 60)]
    public Property A_list_leaves_out_the_training_faces_that_it_names_and_no_others()
    {
        var rows = Gen.Elements("training", "Training", "validation", "test", "train", "1", "")
            .SelectMany(split => Gen.Elements("0", "1", "2", "3", "4", "5", "-1", "x", "").Select(index => (Split: split, Index: index)));
        return Prop.ForAll(Mostly(rows, Gen.Elements("0", "2", "4").Select(index => (Split: "training", Index: index))).ToArbitrary(), list =>
        {
            var path = _folder.Write("list.csv", $"split,index\n{string.Concat(list.Select(row => $"{row.Split},{row.Index}\n"))}");
            var named = list.Select(row => row.Index).Distinct().ToList();
            var isRight = named.Count < Faces
                && list.TrueForAll(row => row.Split is "training" or "Training" && row.Index is "0" or "1" or "2" or "3" or "4");
            return IsReadOrRefused(isRight, () =>
            {
                using var data = ExclusionList.Apply(Data(), path);
                return SmallData.Greys(data.Training!).SequenceEqual(Enumerable.Range(0, Faces).Where(face => !named.Contains($"{face}")))
                    && data.Validation!.Count == Faces;
            });
        });
    }

    [Property(MaxTest = 60)]
    public Property The_table_of_a_balanced_set_gives_the_images_and_labels_of_its_training_rows()
    {
        Images("images/{0}.png");
        var rows = Gen.Elements("images/0.png", "images\\3.png", "images/4.png", "images/9.png", "../x.png", "").SelectMany(image =>
            Gen.Elements("0", "6", "happy", "7", "bored").SelectMany(label => Gen.Elements("Training", "train", "PublicTest", "practice").Select(
                usage => (Image: image, Label: label, Usage: usage))));
        var right = Gen.Elements("images/1.png", "images\\2.png").SelectMany(image =>
            Gen.Elements("0", "5", "sadness").SelectMany(label => Gen.Elements("Training", "PrivateTest").Select(usage => (image, label, usage))));
        return Prop.ForAll(Mostly<(string Image, string Label, string Usage)>(rows, right).ToArbitrary(), table =>
        {
            _folder.Write("balanced.csv", $"image_path,emotion,usage\n{string.Concat(table.Select(row => $"{row.Image},{row.Label},{row.Usage}\n"))}");
            var training = table.Where(row => row.Usage.StartsWith("train", StringComparison.OrdinalIgnoreCase)).ToList();
            var isRight = training.Count > 0
                && table.TrueForAll(row => row.Usage != "practice")
                && training.TrueForAll(row => row.Image is not ("" or "../x.png" or "images/9.png") && row.Label is not ("7" or "bored"));
            return IsReadOrRefused(isRight, () =>
            {
                using var faces = BalancedDataset.LoadTraining(_folder.Path, "balanced.csv");
                return SmallData.Greys(faces).SequenceEqual(training.Select(row => row.Image[7] - '0'))
                    && SmallData.Labels(faces).SequenceEqual(
                        training.Select(row => row.Label switch { "happy" => 3, "sadness" => 4, var digit => digit[0] - '0' }));
            });
        });
    }

    [Property(MaxTest = 60)]
    public Property The_list_of_RAF_DB_gives_each_image_its_split_and_class()
    {
        Images("raf/Image/aligned/train_{0}_aligned.png");
        Images("raf/Image/aligned/test_{0}_aligned.png");
        var lines = Gen.Elements("train_0.png", "test_4.png", "train_9.png", "valid_1.png", "train_1", "../train_1.png").SelectMany(
            name => Gen.Elements("1", "7", "0", "8", "", "1 2").Select(label => (Name: name, Label: label)));
        var right = Gen.Elements("train_1.png", "train_2.png", "test_3.png").SelectMany(name => Gen.Elements("1", "4", "7").Select(label => (name, label)));
        int[] classes = [5, 2, 1, 3, 4, 0, 6]; // surprise, fear, disgust, happiness, sadness, anger, neutral
        return Prop.ForAll(Mostly<(string Name, string Label)>(lines, right).ToArbitrary(), list =>
        {
            _folder.Write("raf/EmoLabel/list_patition_label.txt", string.Concat(list.Select(line => $"{line.Name} {line.Label}\n")) + "\r\n");
            var training = list.Where(line => line.Name.StartsWith("train", StringComparison.Ordinal)).ToList();
            var isRight = training.Count > 0
                && list.Select(line => line.Name).Distinct().Count() == list.Count
                && list.TrueForAll(line => line.Name is "train_0.png" or "train_1.png" or "train_2.png" or "test_3.png" or "test_4.png"
                    && line.Label is "1" or "4" or "7");
            return IsReadOrRefused(isRight, () =>
            {
                using var data = Fer2013Dataset.Load(_folder.File("raf"), DataSplit.Training);
                return SmallData.Greys(data.Training!).SequenceEqual(training.Select(line => line.Name[6] - '0'))
                    && SmallData.Labels(data.Training!).SequenceEqual(training.Select(line => classes[line.Label[0] - '1']))
                    && (data.Test?.Count ?? 0) == list.Count - training.Count;
            });
        });
    }

    [Property(MaxTest = 30)]
    public Property A_table_is_read_alike_plain_and_compressed_and_is_refused_where_the_archive_is_cut()
    {
        var starts = Gen.Choose(0, 6).ListOf(4).SelectMany(labels => Gen.Choose(0, 1000).SelectMany(
            cut => Gen.Choose(0, 2).Select(firstRows => (Labels: labels, Cut: cut, FirstRows: firstRows))));
        return Prop.ForAll(starts.ToArbitrary(), start =>
        {
            var rows = start.Labels.Select((label, row) => SmallData.Row(label, (row * 60) + label)).ToList();
            var text = SmallData.Header + string.Concat(rows);

            // Of one member, or of two that were written one after the other.
            var first = start.FirstRows == 0 ? "" : SmallData.Header + string.Concat(rows.Take(start.FirstRows));
            byte[] whole = [.. first.Length == 0 ? [] : Gzip(first), .. Gzip(text[first.Length..])];
            var path = _folder.File("faces.csv.gz");
            File.WriteAllBytes(path, whole);
            using var plain = Fer2013Dataset.Load(_folder.Write("faces.csv", text));
            using var unpacked = Fer2013Dataset.Load(path);
            var firstLength = first.Length == 0 ? 0 : Gzip(first).Length;
            File.WriteAllBytes(path, whole[..(firstLength + 1 + (start.Cut % (whole.Length - firstLength - 1)))]);
            return plain.Training!.Digest() == unpacked.Training!.Digest()
                && Record.Exception(() => Fer2013Dataset.Load(path).Dispose()) is UserInputException;
        });
    }

    private static byte[] Gzip(string text)
    {
        using var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return archive.ToArray();
    }

    // Lists without a wrong row often enough, and with one among right ones.
    private static Gen<List<T>> Mostly<T>(Gen<T> any, Gen<T> right) =>
        Gen.Choose(1, 4).SelectMany(count => right.ListOf(count)).SelectMany(
            rows => Gen.Elements(0, 0, 1).SelectMany(wrong => any.ListOf(wrong)).Select(others => rows.Concat(others).ToList()));

    private static bool IsReadOrRefused(bool isRight, Func<bool> read)
    {
        try
        {
            return read() && isRight;
        }
        catch (UserInputException)
        {
            return !isRight;
        }
    }

    // The grey of a face is its number.
    private static EmotionDataset Data() => new()
    {
        Layout = "made up",
        LabelMode = LabelMode.SingleLabel,
        Training = NumberedFaces(),
        Validation = NumberedFaces(),
    };

    private static FaceSet NumberedFaces() => FaceSet.FromLabels(
        [.. Enumerable.Range(0, Faces).SelectMany(face => Enumerable.Repeat((byte)face, FaceSet.PixelCount))], new int[Faces], EmotionClasses.Fer2013);

    private void Images(string name)
    {
        for (var number = 0; number < Faces; number++)
        {
            SmallData.WriteImage(_folder.File(string.Format(CultureInfo.InvariantCulture, name, number)), number);
        }
    }
}
