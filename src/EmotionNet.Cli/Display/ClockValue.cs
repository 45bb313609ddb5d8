using Serilog.Events;

namespace EmotionNet.Cli.Display;

/// <summary>Seconds as a property of the log: a number in JSON, and <c>2:05</c> in the text. Its token needs a format, such as <c>{Seconds:clock}</c>.</summary>
internal sealed class ClockValue(double seconds) : ScalarValue(seconds)
{
    /// <inheritdoc/>
    public override void Render(TextWriter output, string? format = null, IFormatProvider? formatProvider = null) => output.Write(Tables.Time(seconds));
}
