using Spectre.Console;
using Spectre.Console.Rendering;

namespace EmotionNet.Cli.Display;

/// <summary>A line under the headings and no others, in ASCII where the terminal has no Unicode; Spectre's own has none for that.</summary>
/// <param name="isAscii">Whether to draw in ASCII.</param>
internal sealed class HeadlineBorder(bool isAscii) : TableBorder
{
    /// <inheritdoc/>
    public override TableBorder? SafeBorder => isAscii ? null : new HeadlineBorder(isAscii: true);

    /// <inheritdoc/>
    public override string GetPart(TableBorderPart part) => isAscii ? Simple.GetPart(part).Replace('─', '-') : Simple.GetPart(part);
}
