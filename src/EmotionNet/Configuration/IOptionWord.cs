namespace EmotionNet.Configuration;

/// <summary>Something that the user names with a word.</summary>
internal interface IOptionWord
{
    /// <summary>As the user writes it.</summary>
    string Word { get; }
}
