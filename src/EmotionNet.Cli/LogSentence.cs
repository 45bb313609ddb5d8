using System.Text;
using Serilog.Events;
using Serilog.Parsing;

namespace EmotionNet.Cli;

/// <summary>A line of the log with named properties, put together from parts of Serilog's message templates.</summary>
internal sealed class LogSentence
{
    private static readonly MessageTemplateParser Parser = new();

    private readonly StringBuilder _template = new();
    private readonly List<object?> _values = [];
    private readonly List<LogEventProperty> _unsaid = [];

    /// <summary>Starts with a part.</summary>
    public LogSentence(string template, params IEnumerable<object?> values) => Add(template, values);

    /// <summary>Adds a part.</summary>
    /// <param name="template">A message template: <c>Epoch {Epoch}: loss {Loss:0.000}</c>.</param>
    /// <param name="values">The values of its properties, in their order.</param>
    public LogSentence Add(string template, params IEnumerable<object?> values)
    {
        _template.Append(template);
        _values.AddRange(values);
        return this;
    }

    /// <summary>Adds a property that the text does not show.</summary>
    public LogSentence With(string name, object? value)
    {
        _unsaid.Add(new LogEventProperty(name, new ScalarValue(value)));
        return this;
    }

    /// <summary>The event.</summary>
    public LogEvent ToEvent(LogEventLevel level)
    {
        var template = Parser.Parse(_template.ToString());
        var said = template.Tokens.OfType<PropertyToken>()
            .Zip(_values, (token, value) => new LogEventProperty(token.PropertyName, value as LogEventPropertyValue ?? new ScalarValue(value)));
        return new LogEvent(DateTimeOffset.Now, level, exception: null, template, said.Concat(_unsaid));
    }
}
