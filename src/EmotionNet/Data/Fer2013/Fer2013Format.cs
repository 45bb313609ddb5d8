namespace EmotionNet.Data.Fer2013;

/// <summary>The format variant in which FER2013 lies at a path.</summary>
internal enum Fer2013Format
{
    /// <summary>One CSV with a Usage column: <c>fer2013.csv</c> or <c>icml_face_data.csv</c>.</summary>
    WholeCsv,

    /// <summary>The contest's <c>train.csv</c> and <c>test.csv</c>, without Usage.</summary>
    ContestCsv,

    /// <summary>A folder for each split, and in it one for each class.</summary>
    ImageFolders,
}
