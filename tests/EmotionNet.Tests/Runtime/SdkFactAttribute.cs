using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace EmotionNet.Tests.Runtime;

/// <summary>A fact about a build: skipped where there is no .NET SDK.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SdkFactAttribute : FactAttribute
{
    private static readonly bool HasSdk = FindSdk();

    public SdkFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (!HasSdk)
        {
            Skip = "no .NET SDK here";
        }
    }

    private static bool FindSdk()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", "--list-sdks") { RedirectStandardOutput = true })!;
            return process.StandardOutput.ReadToEnd().Length > 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
