namespace EmotionNet.Cli.Commands;

/// <summary>Where the runs of a directory are: what the <c>status</c> commands print.</summary>
internal interface IStatusReport
{
    /// <summary>Prints it for a person.</summary>
    void Show();

    /// <summary>As JSON, for a script.</summary>
    string ToJson();
}
