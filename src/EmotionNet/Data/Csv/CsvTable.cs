using System.Text;
using CsvHelper;

namespace EmotionNet.Data.Csv;

/// <summary>
/// Rows of a CSV file by CsvHelper, fields as UTF-8 bytes, with an error of its own for a file that is empty, cut off, ragged or without a column.
/// Header names are matched without blanks and case, as <c>icml_face_data.csv</c> needs.
/// </summary>
internal sealed class CsvTable : IDisposable
{
    /// <summary>A row of ours has some 9 KB; a quote that is never closed would otherwise swallow the file.</summary>
    private const int MaximumRowLength = 256 * 1024;

    /// <summary>A field of the first line that is longer is not the name of a column.</summary>
    private const int MaximumNameLength = 200;

    private readonly CsvReader _reader;
    private readonly CsvStream _text;
    private readonly int _headerFields;
    private CsvMalformedReason? _malformed;
    private long _rowsRead;

    private CsvTable(string path, bool hasHeader)
    {
        Path = path;
        _text = CsvStream.Open(path);
        _reader = CsvReader.Create(_text, new CsvReaderOptions
        {
            Separator = _text.Separator,
            HasHeader = hasHeader,
            MaxRecordSize = MaximumRowLength,
            TrackLineNumbers = true,
            OnMalformedRecord = record => _malformed = record.Reason,
        });
        if (!hasHeader)
        {
            return;
        }

        try
        {
            Attempt(() => { _reader.ReadHeader(); return true; });
            _headerFields = _reader.Headers.Count;
            if (_headerFields == 0)
            {
                throw new UserInputException("the file is empty", "copy or download it again", path);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file, as the user named it.</summary>
    public string Path { get; }

    /// <summary>The line of the file on which the present row begins, counted from 1.</summary>
    public long Line => _reader.LineNumber;

    /// <summary>The place of the present row.</summary>
    public CsvPlace Place => new(_rowsRead, Line);

    /// <summary>The number of fields of the present row.</summary>
    public int FieldCount => _reader.FieldCount;

    /// <summary>A field of the present row, without blanks around it.</summary>
    public string this[int column] => _reader.GetString(column).Trim();

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="UserInputException">The file is missing, unreadable or empty.</exception>
    public static CsvTable Open(string path, bool hasHeader = true) => new(path, hasHeader);

    /// <summary>True where a file is a table that has some columns; false also where it is not a table.</summary>
    public static bool HasColumns(string path, params string[] names)
    {
        try
        {
            using var table = Open(path);
            return names.All(name => table.FindColumn(name) >= 0);
        }
        catch (UserInputException)
        {
            return false;
        }
    }

    /// <summary>The bytes of a field of the present row, until the next one is read.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => _reader.GetSpan(column);

    /// <summary>The place of a column, or -1.</summary>
    public int FindColumn(string name) => _reader.TryGetFieldIndex(name, out var column) ? column : -1;

    /// <summary>The place of a column that must be there.</summary>
    public int Column(string name, string fix)
    {
        var column = FindColumn(name);
        if (column >= 0)
        {
            return column;
        }

        var begins = Snippet.Of(string.Join(',', _reader.Headers), maximumLength: 60);
        throw _reader.Headers.Any(field => field.Length > MaximumNameLength)
            ? new UserInputException($"the first line is not a header ({begins})", "put the names of the columns above it; " + fix, Path, 1)
            : new UserInputException($"no column '{name}' in the header ({begins})", fix, Path, 1);
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    /// <exception cref="UserInputException">The row is cut off or has another number of fields than the header.</exception>
    public bool Read()
    {
        if (!Attempt(() => _reader.Read()))
        {
            return false;
        }

        _rowsRead++;

        if (_malformed == CsvMalformedReason.UnterminatedQuote)
        {
            throw new UserInputException(
                "a quoted field is never closed: the file is cut off in the middle of this row, or a quote is missing",
                "copy or download the whole file again",
                Path,
                Line);
        }

        if (_malformed is not null)
        {
            throw new UserInputException("a quote is misplaced", "correct the row or remove it", Path, Line);
        }

        if (_headerFields == 0 || FieldCount == _headerFields)
        {
            return true;
        }

        throw Wrong(
            $"{FieldCount} fields where the header has {_headerFields}",
            "give the row all its fields or remove it",
            mayBeCutOff: FieldCount < _headerFields);
    }

    /// <summary>The error for a row. It ends the reading: whether the row is the last one is found by reading on.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="fix">What to do.</param>
    /// <param name="mayBeCutOff">True where the problem is how the last row of a half-copied file would look.</param>
    /// <param name="place">The row; null for the present one.</param>
    public UserInputException Wrong(string problem, string fix, bool mayBeCutOff = false, CsvPlace? place = null)
    {
        var (row, line) = place ?? Place;
        return mayBeCutOff && row == _rowsRead && !Attempt(() => _reader.Read()) && !_text.EndsInLineBreak
            ? CutOff(line, problem)
            : new UserInputException(problem, fix, Path, line);
    }

    /// <summary>The error for a row that is cut off, where it is the last one and has no line break after it, or null; known once <see cref="Read"/> was false.</summary>
    public UserInputException? CutOff(CsvPlace place, string problem) =>
        place.Row == _rowsRead && !_text.EndsInLineBreak ? CutOff(place.Line, problem) : null;

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private UserInputException CutOff(long line, string problem) =>
        new($"the file is cut off in the middle of its last row ({problem})", "copy or download the whole file again", Path, line);

    private bool Attempt(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException exception)
        {
            throw new UserInputException(
                $"a row is not CSV or is longer than {MaximumRowLength} bytes",
                "check for a missing quote or line break, or download the file again",
                Path,
                Math.Max(1, exception.LineNumber),
                exception);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or DecoderFallbackException)
        {
            throw new UserInputException("the file cannot be read to its end", "check the disk and copy the file again", Path, inner: exception);
        }
    }
}

/// <summary>Where a row stands in its file.</summary>
/// <param name="Row">The number of the row, counted from 1 without the header.</param>
/// <param name="Line">The line on which it begins, counted from 1.</param>
internal readonly record struct CsvPlace(long Row, long Line);
