namespace EmotionNet.Tests.Cli;

/// <summary>Tests that only start programs, one after another, beside those of the other collection, which share libtorch's random numbers and threads.</summary>
[CollectionDefinition(Name)]
public sealed class ProgramTests
{
    public const string Name = "programs";
}
