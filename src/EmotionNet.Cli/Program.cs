using EmotionNet.Cli;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Runtime;

ProcessSignals.LeaveGroupIfAsked();
TerminalWriter.Install();
try
{
    return CommandTree.Run(args);
}
catch (Exception problem)
{
    return RankedProgram.TellEarly(problem);
}
