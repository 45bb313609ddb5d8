using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EmotionNet.Cli.Options;
using EmotionNet.Configuration;
using EmotionNet.Export;

namespace EmotionNet.Cli.Commands;

/// <summary>The options of <c>evaluate</c> and <c>compare</c> that say what an ONNX model takes and gives, where it does not say so itself.</summary>
internal sealed class OnnxInputFlags
{
    private readonly Option<string> _name;
    private readonly Option<OptionNumber> _size;
    private readonly Option<IReadOnlyList<double>> _range;
    private readonly Option<OptionChoice<int>> _channels;
    private readonly Option<IReadOnlyList<string>> _classes;

    /// <summary>Adds the options to a command.</summary>
    public OnnxInputFlags(CommandFlags flags)
    {
        _name = flags.AddOptional(
            "--input-name", OptionGroup.Model, ValueFormats.Text("NAME", "the name of the model's input", PathKind.None), "ONNX: the input", "the only one");
        _size = flags.AddNumber(
            "--input-size", OptionGroup.Model, 8, 1024, "ONNX: pixels of a side of the images that it takes; faces are scaled to it", "the model's, or 48");
        _range = flags.AddOptional(
            "--input-range",
            OptionGroup.Model,
            Ranges,
            "ONNX: what black and white become, such as 0,1 or -1,1; six numbers are those of red, green and blue",
            "0,255");
        OptionChoice<int>[] counts = [new("1", 1), new("3", 3)];
        _channels = flags.AddOptional(
            "--channels", OptionGroup.Model, ValueFormats.OneOf(counts), "ONNX: channels of the images; 3 repeats the grey levels", "the model's, or 1");
        _classes = flags.AddOptional(
            "--classes",
            OptionGroup.Model,
            Names,
            "ONNX: the class names in the order of the outputs; they are mapped by name onto the classes of the data set",
            "those in the model's metadata");
    }

    private static ValueFormat<IReadOnlyList<string>> Names { get; } = new()
    {
        Kind = OptionKind.Text,
        ValueName = "A,B,C",
        Expects = "class names separated by commas",
        Parse = (string text, [MaybeNullWhen(false)] out IReadOnlyList<string> value) =>
        {
            value = text.Split(',', StringSplitOptions.TrimEntries);
            return true;
        },
        Format = names => string.Join(',', names),
        IsValid = names => names.Count > 1 && names.All(name => name.Length > 0),
    };

    private static ValueFormat<IReadOnlyList<double>> Ranges { get; } = new()
    {
        Kind = OptionKind.Text,
        ValueName = "BLACK,WHITE",
        Expects = "two numbers separated by a comma, or two for each channel",
        Parse = TryParse,
        Format = values => string.Join(',', values.Select(value => value.ToString(CultureInfo.InvariantCulture))),
        IsValid = values => values.Count is 2 or 6 && values.All(double.IsFinite),
    };

    /// <summary>What the command line says of the model at a path; null for a checkpoint.</summary>
    /// <exception cref="UserInputException">An option for ONNX models stands beside a checkpoint.</exception>
    public OnnxInput? Read(ParseResult parsed, string path)
    {
        if (OnnxFile.IsNamed(path))
        {
            return new OnnxInput
            {
                Name = parsed.GetValue(_name),
                Size = parsed.GetValue(_size)?.Value,
                Range = parsed.GetValue(_range),
                Channels = parsed.GetValue(_channels)?.Value,
                Classes = parsed.GetValue(_classes),
            };
        }

        Option[] all = [_name, _size, _range, _channels, _classes];
        return all.FirstOrDefault(option => CommandFlags.IsGiven(parsed, option)) is { Name: var name }
            ? throw new UserInputException($"{name} is for ONNX models", "leave it out, or give a file whose name ends with .onnx", path)
            : null;
    }

    private static bool TryParse(string text, [MaybeNullWhen(false)] out IReadOnlyList<double> values)
    {
        var parts = text.Split(',');
        var numbers = new double[parts.Length];
        values = numbers;
        return Enumerable.Range(0, parts.Length).All(
            index => double.TryParse(parts[index], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[index]));
    }
}
