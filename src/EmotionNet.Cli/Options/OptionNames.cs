using System.Text;
using EmotionNet.Configuration;

namespace EmotionNet.Cli.Options;

/// <summary>
/// The library names an option in backticks (<c>`max-lr`</c>), since it does not know how a program spells it.
/// This one spells it <c>--max-lr</c>.
/// </summary>
internal static class OptionNames
{
    // Options of the command line that the library's messages name and its catalogue does not hold.
    private static readonly string[] Others =
        ["resume", "overwrite", "config-file", "ranks-from", "input-name", "input-size", "input-range", "channels", "classes", "coverage"];

    /// <summary>A text of the library with its options spelled as on the command line; other words in backticks stay as they are.</summary>
    public static string ToCommandLine(string text) => Replace(text, flag => flag);

    /// <summary>The same, with something around each option.</summary>
    public static string Replace(string text, Func<string, string> write)
    {
        var written = new StringBuilder(text.Length);
        var from = 0;
        for (var open = text.IndexOf('`'); open >= 0; open = text.IndexOf('`', open))
        {
            var close = text.IndexOf('`', open + 1);
            if (close < 0)
            {
                break;
            }

            var name = text[(open + 1)..close];
            if (IsKnown(name))
            {
                written.Append(text, from, open - from).Append(write($"--{name}"));
                from = close + 1;
                open = from;
            }
            else
            {
                open = close; // which may be the first backtick of the next name
            }
        }

        return written.Append(text, from, text.Length - from).ToString();
    }

    private static bool IsKnown(string name) => OptionCatalog.Find(name) is not null || Others.Contains(name);
}
