namespace EmotionNet.Data.Fer2013;

/// <summary>The format variant in which FER2013 lies at a path.</summary>
internal enum Fer2013Format
{
    /// <summary>One table with a Usage column, such as <c>fer2013.csv</c> or <c>icml_face_data.csv</c>; without one, all rows are for training.</summary>
    WholeTable,

    /// <summary>A table for each split, such as the contest's <c>train.csv</c> and <c>test.csv</c>.</summary>
    SplitTables,

    /// <summary>A folder for each split, and in it one for each class; or class folders alone.</summary>
    ImageFolders,

    /// <summary>RAF-DB's list of images and labels.</summary>
    RafDbList,
}
