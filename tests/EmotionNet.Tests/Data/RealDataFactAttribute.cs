using System.Runtime.CompilerServices;

namespace EmotionNet.Tests.Data;

/// <summary>A fact about the real data: skipped unless EMOTIONNET_REAL_DATA names a folder with fer2013.csv and FERPlus.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = "EMOTIONNET_REAL_DATA names no folder";
        SkipType = typeof(RealDataFactAttribute);
        SkipUnless = nameof(IsAvailable);
    }

    public static bool IsAvailable => Folder is not null;

    public static string? Folder { get; } = Environment.GetEnvironmentVariable("EMOTIONNET_REAL_DATA") is { Length: > 0 } folder ? folder : null;
}
