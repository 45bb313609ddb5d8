using EmotionNet.Cli;

try
{
    return CommandTree.Run(args);
}
catch (Exception problem)
{
    return FailureReport.Tell(problem, Console.Error);
}
