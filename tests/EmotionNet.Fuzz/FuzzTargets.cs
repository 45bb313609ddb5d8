using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.FerPlus;
using EmotionNet.Data.ImageFolders;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using EmotionNet.Inference.Images;
using EmotionNet.Sweeps;
using EmotionNet.Tuning;

namespace EmotionNet.Fuzz;

/// <summary>All readers of files that may come from strangers.</summary>
internal static class FuzzTargets
{
    /// <summary>Them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("fer2013-csv", SeedTables.Fer2013, OfFile("fer2013.csv", path => Fer2013Dataset.Load(path).Dispose())),
        new("ferplus-csv", SeedTables.FerPlus, OfFile("fer2013new.csv", path => FerPlusTable.ReadWhole(path))),
        new("balanced-csv", SeedTables.Balanced, ReadBalanced),
        new("parquet", SeedParquet.Files, OfFile("train.parquet", path => Fer2013Dataset.Load(path).Dispose())),
        new("image", SeedImages.Files, (file, _) => ImageFile.ReadGreyFace(file, "image", new byte[ImageFile.FaceSide * ImageFile.FaceSide])),
        new("photograph", SeedImages.Files, (file, _) => FaceImage.Load(file).Dispose()),
        new("image-folders", SeedTables.FolderNames, (names, folder) => NamedFolders.Read(names, folder, ClassSource.Fer2013)),
        new("class-folders", SeedTables.ClassFolderNames, (names, folder) => NamedFolders.Read(names, folder, ClassSource.FromFolders)),
        new("raf-db", SeedTables.RafDb, ReadRafDb),
        new("exclude-csv", SeedTables.Exclusions, OfFile("exclude.csv", path => ExclusionList.Apply(SmallData(), path).Dispose())),
        new("tune", SeedTables.Searches, OfFile(TuneDirectory.FileName, path => TuneDirectory.Open(Path.GetDirectoryName(path)!))),
        new("config", SeedTables.Configurations, OfFile("config.json", path => ConfigurationFile.Load(path))),
        new("sweep", SeedTables.Sweeps, OfFile("sweep.json", path => SweepExpansion.Expand(SweepFile.Read(path)))),
        new("safetensors", SeedModels.Checkpoints, OfFile("last.safetensors", ReadCheckpoint)),
        new("onnx", SeedModels.Onnx, (file, _) => ReadModel(file)),
    ];

    private static Action<byte[], string> OfFile(string name, Action<string> read) => (file, folder) =>
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, file);
        read(path);
    };

    private static EmotionDataset SmallData()
    {
        static FaceSet Faces(int count) => FaceSet.FromLabels(new byte[count * ImageFile.FacePixels], new int[count], EmotionClasses.Fer2013);
        return new EmotionDataset { Layout = "made up", LabelMode = LabelMode.SingleLabel, Training = Faces(4), Validation = Faces(2) };
    }

    private static void ReadBalanced(byte[] file, string folder)
    {
        WriteFace(Path.Combine(folder, "face.png"));
        File.WriteAllBytes(Path.Combine(folder, "labels.csv"), file);
        BalancedDataset.LoadTraining(folder, "labels.csv").Dispose();
    }

    private static void ReadRafDb(byte[] list, string folder)
    {
        var labels = Directory.CreateDirectory(Path.Combine(folder, "raf-db", "EmoLabel"));
        var images = Directory.CreateDirectory(Path.Combine(folder, "raf-db", "Image", "aligned"));
        WriteFace(Path.Combine(images.FullName, "train_00001_aligned.jpg"));
        WriteFace(Path.Combine(images.FullName, "test_0001_aligned.jpg"));
        File.WriteAllBytes(Path.Combine(labels.FullName, "list_patition_label.txt"), list);
        Fer2013Dataset.Load(Path.Combine(folder, "raf-db")).Dispose();
    }

    private static void WriteFace(string path)
    {
        if (!File.Exists(path))
        {
            ImageFile.WriteGreyPng(path, new byte[ImageFile.FaceSide * ImageFile.FaceSide], ImageFile.FaceSide, ImageFile.FaceSide);
        }
    }

    private static void ReadModel(byte[] file)
    {
        using var model = EmotionModel.Load(file, path: null, threads: 1);
        _ = model.Conformal;
    }

    private static void ReadCheckpoint(string path)
    {
        Checkpoint.Describe(path);
        SafetensorsFile.Read(path).Dispose();
    }
}
