using System.Diagnostics;
using EmotionNet.Cli.Display;

namespace EmotionNet.Cli.Predict;

/// <summary>A bar on stderr with images per second and the time left, where a person watches stderr and the answers go elsewhere.</summary>
/// <param name="total">The images of the run.</param>
/// <param name="output">Where to, or null for nowhere.</param>
internal sealed class PredictionProgress(int total, TextWriter? output)
{
    private const int BarWidth = 30;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _drawing = new();
    private TimeSpan _drawn = -Interval;
    private int _done;
    private int _drawnLength;

    /// <summary>The line for a state of the run.</summary>
    public static string Line(int done, int total, double seconds)
    {
        var rate = seconds > 0 ? done / seconds : 0;
        var filled = total <= 0 ? BarWidth : (int)Math.Clamp((long)BarWidth * done / total, 0, BarWidth);
        var left = rate > 0 ? $"{Tables.Time(Math.Max(0, total - done) / rate)} left" : "";
        return $"{new string('#', filled)}{new string('-', BarWidth - filled)} {Tables.Count(done)} of {Tables.Count(total)}, "
            + FormattableString.Invariant($"{rate:0.0} images/s, {left}");
    }

    /// <summary>Counts an image.</summary>
    public void Add()
    {
        lock (_drawing)
        {
            _done++;
            if (output is not null && _watch.Elapsed - _drawn >= Interval)
            {
                _drawn = _watch.Elapsed;
                Draw(Line(_done, total, _drawn.TotalSeconds));
            }
        }
    }

    /// <summary>Removes the bar, so that a message can take its place.</summary>
    public void Clear()
    {
        lock (_drawing)
        {
            if (_drawnLength > 0)
            {
                Draw("");
                output!.Write('\r');
            }
        }
    }

    private void Draw(string line)
    {
        output!.Write($"\r{line.PadRight(_drawnLength)}");
        _drawnLength = line.Length;
    }
}
