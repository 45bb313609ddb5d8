using ScottPlot;
using SkiaSharp;

namespace EmotionNet.Reporting;

/// <summary>
/// The font of all plots, carried in the assembly: Skia looks for fonts in <c>/usr/share/fonts</c> alone, and where there are none,
/// as in most containers, it draws no text at all and says nothing. The same font everywhere also makes the same image everywhere.
/// </summary>
internal sealed class PlotFont : IFontResolver
{
    private const string Name = "EmotionNet plots";

    private static readonly Lazy<bool> Installed = new(() =>
    {
        ScottPlot.Fonts.FontResolvers.Insert(0, new PlotFont());
        ScottPlot.Fonts.Default = Name;
        ScottPlot.Fonts.Sans = Name;
        return true;
    });

    private static readonly Lazy<SKTypeface> Loaded = new(() =>
    {
        using var file = typeof(PlotFont).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        using var data = SKData.Create(file);
        return SKTypeface.FromData(data);
    });

    private PlotFont()
    {
    }

    /// <summary>The font.</summary>
    public static SKTypeface Typeface => Loaded.Value;

    /// <summary>Makes it ScottPlot's font, once a process; must come before the first plot.</summary>
    public static void Install() => _ = Installed.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Loaded.Value : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName == Name ? Loaded.Value : null;
}
