using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EmotionNet.Configuration;
using EmotionNet.Inference.Images;
using EmotionNet.Sweeps;
using EmotionNet.Tuning;

namespace EmotionNet.Fuzz;

/// <summary>Small files of text in the layouts that are read.</summary>
internal static class SeedTables
{
    private const string Votes = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";

    /// <summary>FER2013 as its CSV files are passed on.</summary>
    public static IReadOnlyList<byte[]> Fer2013()
    {
        string[] usages = ["Training", "PublicTest", "PrivateTest"];
        var kaggle = "emotion,pixels,Usage\n" + string.Concat(usages.Select((usage, row) => $"{row},{Pixels(row)},{usage}\n"));
        return
        [
            .. Bytes(
                kaggle,
                kaggle.Replace("\n", "\r\n", StringComparison.Ordinal),
                "emotion, Usage, pixels\n" + string.Concat(usages.Select((usage, row) => $"{row}, {usage}, {Pixels(row)}\n")),
                "\ufeff" + kaggle.Replace(',', ';'),
                $"emotion,pixels\n3,\"{Pixels(3)}\"\n"),
            Compressed(kaggle),
        ];
    }

    /// <summary>FER+'s table of votes.</summary>
    public static IReadOnlyList<byte[]> FerPlus() => Bytes(
        $"Usage,Image name,{Votes}\nTraining,fer0000000.png,4,0,0,1,3,2,0,0,0,0\nPublicTest,fer0028638.png,0,10,0,0,0,0,0,0,0,0\nPrivateTest,,0,0,0,0,0,0,0,0,0,10\n");

    /// <summary>The table of a balanced set.</summary>
    public static IReadOnlyList<byte[]> Balanced() => Bytes(
        "image_path,emotion,usage\nface.png,3,Training\nface.png,0,PublicTest\n", "usage,emotion,image_path\nTraining,happy,./face.png\n");

    /// <summary>Names of images in class folders.</summary>
    public static IReadOnlyList<byte[]> FolderNames() => Bytes(
        "train/happy/1.png\ntrain/sad/2.jpg\ntest/angry/3.png\nvalidation/fear/4.bmp\n",
        "happy/1.png\nneutral/2.png\nreadme.txt\n",
        "Training/sad/a.png\nPublicTest/sad/b.png\nPrivateTest/sad/deep/c.png\n",
        "train/surprise/x.webp\nvalid/disgust/y.png\n");

    /// <summary>Names of images in folders of other classes.</summary>
    public static IReadOnlyList<byte[]> ClassFolderNames() => Bytes(
        "train/calm/1.png\ntrain/tense/2.png\ntest/calm/3.png\ntest/tense/4.png\n", "01/a.png\n2/b.png\n10/c.png\n", "Überrascht/a.png\nfroh & still/b.png\n");

    /// <summary>RAF-DB's list of labels.</summary>
    public static IReadOnlyList<byte[]> RafDb() => Bytes("train_00001.jpg 5\ntest_0001.jpg 7\n", "train_00001_aligned.jpg 1\r\n");

    /// <summary>Files for <c>emotionnet sweep</c>.</summary>
    public static IReadOnlyList<byte[]> Sweeps() => Bytes(
        "{ \"settings\": { \"mode\": \"quick\", \"epochs\": 2 }, \"grid\": { \"seed\": [1, 2], \"lr\": [1e-3, 3e-4] } }");

    /// <summary>Lists for <c>--exclude</c>.</summary>
    public static IReadOnlyList<byte[]> Exclusions() => Bytes(
        "split,index\ntraining,0\ntraining,2\n", "split,index,reason,copy_of,pixels\ntraining,1,duplicate,training 0,\n", "index;split\n3;Training\n");

    /// <summary>The file of a search.</summary>
    public static IReadOnlyList<byte[]> Searches()
    {
        var settings = ((string Name, string Value)[])[("mode", "quick"), ("epochs", "9")];
        var definition = new SearchDefinition(
            [.. settings.Select(setting => SweepSetting.Of(OptionCatalog.Find(setting.Name)!.Parse(setting.Value)!))],
            new HashSet<string>(["max-lr"]),
            ProposalKind.Random,
            reduction: 3,
            shortest: 1);
        var search = new Search(definition, [], maximumTrials: 3, _ => { });
        search.Reach(search.Next(1000)!, new RungResult(1, 0.5, 0.25, 10));
        search.Fail(search.Next(1000)!, "The loss is not a number.");
        search.Next(1000);
        return [JsonSerializer.SerializeToUtf8Bytes(TuneDocument.Of(definition, search.Trials, secondsSpent: 1), JsonFormat.Indented)];
    }

    /// <summary>Files for <c>--config-file</c>.</summary>
    public static IReadOnlyList<byte[]> Configurations() => Bytes(
        ConfigurationFile.ToJson(new TrainingOptions()),
        "{ \"epochs\": 3, // short\n \"mode\": \"ferplus\", \"focal-loss\": true, \"lr\": 1e-3, }");

    private static string Pixels(int grey) =>
        string.Join(' ', Enumerable.Repeat(grey.ToString(CultureInfo.InvariantCulture), ImageFile.FaceSide * ImageFile.FaceSide));

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static byte[] Compressed(string text)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return file.ToArray();
    }
}
