using Spectre.Console;
using Spectre.Console.Rendering;

namespace EmotionNet.Cli.Display;

/// <summary>Redraws rows in a terminal. While they are shown, nothing else writes there.</summary>
/// <param name="console">The terminal.</param>
/// <param name="draw">The rows as they are now.</param>
internal sealed class LiveRows(IAnsiConsole console, Func<IEnumerable<IRenderable>> draw)
{
    private readonly Lock _drawing = new();
    private LiveDisplayContext? _context;
    private string _notice = "";

    /// <summary>Shows the rows while <paramref name="work"/> runs, then clears them.</summary>
    public T Show<T>(Func<T> work)
    {
        var result = default(T)!;
        console.Live(new Text("")).AutoClear(true).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom).Start(context =>
        {
            _context = context;
            result = work();
            _context = null;
        });
        return result;
    }

    /// <summary>Draws them again.</summary>
    public void Redraw()
    {
        lock (_drawing)
        {
            IEnumerable<IRenderable> notice = _notice.Length > 0 ? [new Markup($"[yellow]{Markup.Escape(_notice)}[/]")] : [];
            _context?.UpdateTarget(new Rows([.. draw(), .. notice]));
        }
    }

    /// <summary>Puts a sentence under the rows.</summary>
    public void Notice(string text)
    {
        _notice = text;
        Redraw();
    }
}
