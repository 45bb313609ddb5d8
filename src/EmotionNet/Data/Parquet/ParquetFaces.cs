using EmotionNet.Data.Fer2013;
using EmotionNet.Files;
using EmotionNet.Inference.Images;
using Parquet;

namespace EmotionNet.Data.Parquet;

/// <summary>Reads faces with FER2013's classes from a Parquet file, one row group at a time.</summary>
internal sealed class ParquetFaces
{
    private const string Columns = "the columns must be image (with the bytes of an image file) or pixels, and emotion or label";

    private readonly string _path;
    private readonly ParquetColumns _columns;
    private readonly DataSplit _splitWithoutUsage;
    private readonly FaceRowBuffer _rows;
    private long _row;

    private ParquetFaces(string path, ParquetColumns columns, DataSplit splitWithoutUsage, FaceRowBuffer rows) =>
        (_path, _columns, _splitWithoutUsage, _rows) = (path, columns, splitWithoutUsage, rows);

    /// <summary>Whether a file is Parquet, by its first bytes.</summary>
    public static bool Is(string path)
    {
        try
        {
            using var file = InputFiles.Open(path);
            Span<byte> head = stackalloc byte[4];
            return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual("PAR1"u8);
        }
        catch (UserInputException)
        {
            return false; // whoever reads it says what is wrong with it
        }
    }

    /// <summary>The columns of a file.</summary>
    /// <exception cref="UserInputException">The file is damaged.</exception>
    public static ParquetColumns ColumnsOf(string path) => Open(path, reader => Task.FromResult(ParquetColumns.Of(reader)));

    /// <summary>Appends all rows of a file, in its order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="splitWithoutUsage">The split of every row where the file has no Usage column.</param>
    /// <param name="rows">Receives the rows.</param>
    /// <param name="warnings">Receives how the labels were understood where the file does not name them.</param>
    /// <exception cref="UserInputException">The file is damaged, has other columns, or a row of it is wrong.</exception>
    public static void Read(string path, DataSplit splitWithoutUsage, FaceRowBuffer rows, List<string> warnings) => Open(path, async reader =>
    {
        var columns = ParquetColumns.Of(reader);
        if (!columns.HasFaces || columns.Label is null)
        {
            throw new UserInputException($"no column of {(columns.HasFaces ? "labels" : "faces")} in the Parquet file", Columns, path);
        }

        if (columns.ClassNames.Count == 0 && !ParquetValues.IsText(columns.Label))
        {
            warnings.Add($"{path}: the file does not name its classes; the labels are taken for FER2013's, 0 angry to 6 neutral.");
        }

        var faces = new ParquetFaces(path, columns, splitWithoutUsage, rows);
        foreach (var group in reader.RowGroups)
        {
            await faces.AddAsync(group).ConfigureAwait(false);
        }

        return rows;
    });

    private async Task AddAsync(ParquetRowGroupReader group)
    {
        var labels = await ParquetValues.TextsAsync(group, _columns.Label!).ConfigureAwait(false);
        var usages = _columns.Usage is null ? null : await ParquetValues.TextsAsync(group, _columns.Usage).ConfigureAwait(false);
        var faces = new Memory<byte>[labels.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            faces[row] = _rows.NextFace();
            _rows.Add(LabelOf(labels[row], _row + row), usages is null ? _splitWithoutUsage : SplitOf(usages[row], _row + row));
        }

        if (_columns.Images is not null)
        {
            var images = await ParquetValues.BytesAsync(group, _columns.Images).ConfigureAwait(false);
            ForEachFace(faces, row => ImageFile.ReadGreyFace(images[row] ?? throw NoImage(row), PlaceOf(_row + row), faces[row].Span));
        }
        else if (_columns.Pixels is { } text && ParquetValues.IsText(text))
        {
            var texts = await ParquetValues.TextsAsync(group, text).ConfigureAwait(false);
            ForEachFace(faces, row => Check(PixelField.Parse(System.Text.Encoding.UTF8.GetBytes(texts[row] ?? ""), faces[row].Span), row));
        }
        else
        {
            var lists = await ParquetValues.ListsAsync(group, _columns.Pixels!).ConfigureAwait(false);
            ForEachFace(faces, row => Check(Copy(row < lists.Count ? lists[row] : [], faces[row].Span), row));
        }

        _row += labels.Length;
    }

    // The first wrong row is the one named, whichever thread met one first.
    private static void ForEachFace(Memory<byte>[] faces, Action<int> fill)
    {
        var errors = new System.Collections.Concurrent.ConcurrentDictionary<int, UserInputException>();
        Parallel.For(0, faces.Length, (row, loop) =>
        {
            try
            {
                fill(row);
            }
            catch (UserInputException error)
            {
                errors[row] = error;
                loop.Break();
            }
        });
        if (!errors.IsEmpty)
        {
            throw errors[errors.Keys.Min()];
        }
    }

    private static string? Copy(List<long> values, Span<byte> face)
    {
        if (values.Count != FaceSet.PixelCount)
        {
            return $"{values.Count} pixels instead of {FaceSet.PixelCount}";
        }

        for (var pixel = 0; pixel < face.Length; pixel++)
        {
            if (values[pixel] is < 0 or > 255)
            {
                return $"pixel {pixel + 1} is {values[pixel]}, not 0 to 255";
            }

            face[pixel] = (byte)values[pixel];
        }

        return null;
    }

    private void Check(string? problem, int row)
    {
        if (problem is not null)
        {
            throw Wrong(problem, $"a row needs {FaceSet.PixelCount} numbers from 0 to 255", _row + row);
        }
    }

    private int LabelOf(string? text, long row)
    {
        var isNumber = int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number);
        var name = isNumber && number >= 0 && number < _columns.ClassNames.Count ? _columns.ClassNames[number] : isNumber ? null : text;
        var isFer2013 = isNumber && _columns.ClassNames.Count == 0 && number is >= 0 and <= 6;
        var label = name is not null ? EmotionNames.FindFer2013Class(name) : isFer2013 ? number : null;
        return label ?? throw Wrong(
            $"the label is '{Snippet.Of(text ?? "")}'{(name is null || name == text ? "" : $", {Snippet.Of(name)}")}",
            $"a label is 0 to 6 or one of {EmotionNames.Known}: correct or remove the row",
            row);
    }

    private DataSplit SplitOf(string? text, long row) =>
        SplitNames.Find(text ?? "") ?? throw Wrong($"unknown Usage '{Snippet.Of(text ?? "")}'", $"Usage must be {SplitNames.Usages}", row);

    private UserInputException NoImage(int row) => Wrong("the row has no image", "correct or remove the row", _row + row);

    private UserInputException Wrong(string problem, string fix, long row) => new(problem, fix, PlaceOf(row));

    private string PlaceOf(long row) => $"{_path}, row {row + 1}";

    // What the reader throws at a damaged file is not always one of its own exceptions, so that all are taken for the file's fault.
    private static T Open<T>(string path, Func<ParquetReader, Task<T>> read)
    {
        using var file = InputFiles.Open(path);
        try
        {
            return ReadAsync().GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not UserInputException)
        {
            throw new UserInputException("the Parquet file is damaged or cut off", "download it again", path, inner: error);
        }

        async Task<T> ReadAsync()
        {
            ParquetFooter.Check(file);
            var reader = await ParquetReader.CreateAsync(file).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await read(reader).ConfigureAwait(false);
            }
        }
    }
}
