namespace EmotionNet.Data.Synthetic;

/// <summary>The eight emotions, in the order of <see cref="EmotionClasses.FerPlus"/>, and the two columns that follow them in <c>fer2013new.csv</c>.</summary>
internal enum FerPlusEmotion
{
    Neutral,
    Happiness,
    Surprise,
    Sadness,
    Anger,
    Disgust,
    Fear,
    Contempt,
    Unknown,
    NotAFace,
}
