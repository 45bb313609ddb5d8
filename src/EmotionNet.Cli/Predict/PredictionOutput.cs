namespace EmotionNet.Cli.Predict;

/// <summary>Where the answers go, and what is there already.</summary>
internal sealed class PredictionOutput : IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly Stream? _stream;

    private PredictionOutput(IPredictionWriter writer, Stream? stream, Dictionary<string, int> done) => (Writer, _stream, Done) = (writer, stream, done);

    /// <summary>Prints.</summary>
    public IPredictionWriter Writer { get; }

    /// <summary>How often each image is done already.</summary>
    public Dictionary<string, int> Done { get; }

    /// <summary>Opens stdout, or a file that is continued.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <exception cref="UserInputException">The file is another one, or cannot be written.</exception>
    public static PredictionOutput Open(PredictRequest request, IReadOnlyList<string> classNames)
    {
        if (request.Format == PredictionFormat.Table)
        {
            return new PredictionOutput(new TableWriter(Console.Out, request.Sources.Paths, request.Top, request.ShowsSets), stream: null, []);
        }

        var earlier = ReadEarlier(request, classNames);
        Stream stream = request.OutputFile is { } file ? Append(file, earlier.Length) : new BufferedStream(Console.OpenStandardOutput(), BufferSize);
        return new PredictionOutput(CreateWriter(request, classNames, stream, isEmpty: earlier.Length == 0), stream, earlier.Done);
    }

    /// <summary>Whether the terminal shows the answers themselves.</summary>
    public static bool IsOnTerminal(PredictRequest request) => request.OutputFile is null && !Console.IsOutputRedirected;

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private static IPredictionWriter CreateWriter(PredictRequest request, IReadOnlyList<string> classNames, Stream stream, bool isEmpty)
    {
        if (request.Format == PredictionFormat.Json)
        {
            return new JsonLinesWriter(stream, request.Top);
        }

        var writer = new CsvWriter(stream, classNames, hasSets: request.Coverage is not null);
        if (isEmpty)
        {
            writer.WriteHeader();
        }

        return writer;
    }

    private static ResumedOutput ReadEarlier(PredictRequest request, IReadOnlyList<string> classNames)
    {
        try
        {
            return request.OutputFile is not { } file || !File.Exists(file) ? new ResumedOutput([], 0)
                : request.Format == PredictionFormat.Json ? ResumedOutput.ReadJson(file, classNames, request.Coverage)
                : ResumedOutput.ReadCsv(file, CsvWriter.Header(classNames, request.Coverage is not null));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(request.OutputFile!, exception);
        }
    }

    private static FileStream Append(string path, long length)
    {
        try
        {
            var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, BufferSize);
            stream.SetLength(length);
            stream.Seek(0, SeekOrigin.End);
            return stream;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    private static UserInputException Unwritable(string path, Exception cause) =>
        new("this file cannot be written", "give --resume-output a file that you may write", path, inner: cause);
}
