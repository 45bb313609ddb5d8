namespace EmotionNet.Tests;

/// <summary>Tests that start the real program and wait for it. They run one after another, beside those of the other collections.</summary>
[CollectionDefinition(Name)]
public sealed class ProgramTests
{
    public const string Name = "the program";
}
