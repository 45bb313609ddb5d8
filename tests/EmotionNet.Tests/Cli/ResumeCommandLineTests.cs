using EmotionNet.Cli;

namespace EmotionNet.Tests.Cli;

public sealed class ResumeCommandLineTests
{
    [Theory]
    [InlineData("--mode|quick", "e --mode quick --resume")]
    [InlineData("--resume|--mode|quick", "e --mode quick --resume")]
    [InlineData("--resume|a.safetensors|--mode|quick", "e --mode quick --resume")]
    [InlineData("--resume=a.safetensors", "e --resume")]
    [InlineData("--checkpoint-dir|it's here", "e --checkpoint-dir 'it'\\''s here' --resume")]
    public void The_command_is_the_same_with_resume_at_its_end(string arguments, string expected) =>
        Assert.Equal(expected, ResumeCommandLine.Compose("e", arguments.Split('|')));
}
