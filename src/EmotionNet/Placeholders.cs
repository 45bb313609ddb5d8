// Stand-ins until the other rooms are merged; never part of a release.
#pragma warning disable CS1591, CA1801, IDE0060
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Training;

namespace EmotionNet.Data
{
    public static class Fer2013Dataset
    {
        public static EmotionDataset Load(string path, params DataSplit[] required) => throw new UserInputException("no reader yet", "wait", path);
    }

    public static class FerPlusDataset
    {
        public static EmotionDataset Load(string path, LabelMode mode, params DataSplit[] required) => throw new UserInputException("no reader yet", "wait", path);
    }

    public static class BalancedDataset
    {
        public static FaceSet LoadTraining(string directory) => throw new UserInputException("no reader yet", "wait", directory);
    }

    public static class ClassBalancedSubset
    {
        public static FaceSet Choose(FaceSet faces, int count, int seed) => throw new NotSupportedException();
    }
}

namespace EmotionNet.Data.Synthetic
{
    public static class SyntheticFaces
    {
        public static EmotionDataset Create(LabelMode mode, int seed) => throw new UserInputException("no sample yet", "wait");

        public static void WriteTo(string directory, int seed) => throw new UserInputException("no sample yet", "wait", directory);
    }
}

namespace EmotionNet.Augmentation
{
    public static class AugmentationPreview
    {
        public static void Write(string pngPath, FaceSet faces, TrainingOptions options, int seed) => throw new UserInputException("no preview yet", "wait", pngPath);
    }
}

namespace EmotionNet.Reporting
{
    public sealed class RunFiles(string checkpointDirectory) : ITrainingObserver
    {
        public string CheckpointDirectory { get; } = checkpointDirectory;
    }
}
