using EmotionNet.Cli;

namespace EmotionNet.Tests.Cli;

public sealed class ResumeCommandLineTests
{
    [Theory]
    [InlineData("checkpoints", "e --resume checkpoints/last.safetensors")]
    [InlineData("it's here", "e --resume 'it'\\''s here/last.safetensors'")]
    public void The_command_names_the_checkpoint_of_the_run(string folder, string expected) =>
        Assert.Equal(expected, ResumeCommandLine.Compose("e", folder));
}
