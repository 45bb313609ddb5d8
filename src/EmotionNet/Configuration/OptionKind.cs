namespace EmotionNet.Configuration;

/// <summary>The JSON type of an option.</summary>
internal enum OptionKind
{
    /// <summary>On or off: <c>true</c> or <c>false</c>; on the command line the value may be left out.</summary>
    Switch,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>A JSON string.</summary>
    Text,
}
