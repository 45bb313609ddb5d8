namespace EmotionNet.Configuration;

/// <summary>An option whose value has a type.</summary>
/// <typeparam name="T">The type of its value.</typeparam>
internal sealed class OptionEntry<T> : OptionEntry
{
    /// <summary>How a value is written, parsed and checked.</summary>
    public required ValueFormat<T> Format { get; init; }

    /// <summary>Reads the value.</summary>
    public required Func<TrainingOptions, T> Get { get; init; }

    /// <summary>The options with another value.</summary>
    public required Func<TrainingOptions, T, TrainingOptions> Set { get; init; }

    /// <inheritdoc/>
    public override OptionKind Kind => Format.Kind;

    /// <inheritdoc/>
    public override string ValueName => Format.ValueName;

    /// <inheritdoc/>
    public override string Expects => Format.Expects;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => Format.Words;

    /// <inheritdoc/>
    public override PathKind Path => Format.Path;

    /// <inheritdoc/>
    public override string Read(TrainingOptions options) => Format.Format(Get(options));

    /// <inheritdoc/>
    public override bool IsValid(TrainingOptions options) => Format.IsValid(Get(options));

    /// <inheritdoc/>
    public override OptionAssignment? Parse(string text) => Format.TryParse(text, out var value) ? Assign(value) : null;

    /// <inheritdoc/>
    public override OptionAssignment CopyFrom(TrainingOptions options) => Assign(Get(options));

    /// <summary>The option with a value.</summary>
    public OptionAssignment Assign(T value) => new(this, options => Set(options, value));
}
