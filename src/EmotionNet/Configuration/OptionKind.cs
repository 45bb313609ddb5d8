namespace EmotionNet.Configuration;

/// <summary>The JSON type of a setting.</summary>
public enum OptionKind
{
    /// <summary>On or off: <c>true</c> or <c>false</c>; as a flag its value may be left out.</summary>
    Switch,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>A JSON string.</summary>
    Text,
}
