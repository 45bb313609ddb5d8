namespace EmotionNet.Data;

/// <summary>The three parts of a dataset and what FER2013 calls them.</summary>
public enum DataSplit
{
    /// <summary>FER2013's <c>Training</c>.</summary>
    Training,

    /// <summary>FER2013's <c>PublicTest</c>: every choice is made on it.</summary>
    Validation,

    /// <summary>FER2013's <c>PrivateTest</c>: scored once, after the last epoch.</summary>
    Test,
}
