using System.Diagnostics;

namespace EmotionNet.Tests.Runtime;

/// <summary>A fact about a build: skipped where there is no .NET SDK.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SdkFactAttribute : FactAttribute
{
    private static readonly bool HasSdk = FindSdk();

    public SdkFactAttribute()
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
