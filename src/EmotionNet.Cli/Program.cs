using EmotionNet.Cli;
using EmotionNet.Cli.Options;

try
{
    return CommandTree.Run(args);
}
catch (Exception problem)
{
    return FailureReport.Tell(problem, Console.Error);
}
