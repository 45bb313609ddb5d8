namespace EmotionNet.Configuration;

/// <summary>What the value of an option names in the file system, for shell completion.</summary>
internal enum PathKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A file, or a directory.</summary>
    FileOrDirectory,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>Files, separated by commas.</summary>
    FileList,
}
