using System.Collections.Concurrent;
using EmotionNet.Data.Csv;

namespace EmotionNet.Data.Fer2013;

/// <summary>
/// Reads <c>fer2013.csv</c>, <c>icml_face_data.csv</c> and <c>train.csv</c>: columns emotion, pixels and Usage in any order.
/// One thread at a time takes the next rows from the CSV reader; the pixels, nearly all of the file, are then parsed on all cores.
/// </summary>
internal sealed class Fer2013Csv
{
    private const string Columns = "the columns must be emotion, pixels and Usage, as in Kaggle's fer2013.csv";

    private readonly CsvTable _table;
    private readonly DataSplit? _splitWithoutUsage;
    private readonly int _pixels, _emotion, _usage;
    private readonly FaceRowBuffer _rows = new();
    private readonly ConcurrentBag<PixelBatch> _freeBatches = [];
    private readonly Dictionary<string, DataSplit> _usages = new(StringComparer.Ordinal);
    private (CsvPlace Place, string Text)? _doubtful;
    private UserInputException? _rowError;

    private Fer2013Csv(CsvTable table, DataSplit? splitWithoutUsage)
    {
        _table = table;
        _splitWithoutUsage = splitWithoutUsage;
        _pixels = table.Column("pixels", Columns);
        _emotion = table.Column("emotion", Columns);
        _usage = splitWithoutUsage is null ? table.Column("Usage", Columns) : table.FindColumn("Usage");
    }

    /// <summary>Reads all rows of a file, in its order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="splitWithoutUsage">The split of every row where the file has no Usage column; null where it must have one.</param>
    /// <exception cref="UserInputException">The file or a row of it is wrong: always the first such row, whichever thread met one first.</exception>
    public static FaceRowBuffer Read(string path, DataSplit? splitWithoutUsage)
    {
        using var table = CsvTable.Open(path);
        return new Fer2013Csv(table, splitWithoutUsage).ReadAll();
    }

    private FaceRowBuffer ReadAll()
    {
        var pixelErrors = new ConcurrentBag<PixelError>();
        Parallel.ForEach(
            Partitioner.Create(Batches(), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            (batch, loop) =>
            {
                if (batch.Parse() is { } error)
                {
                    pixelErrors.Add(error);
                    loop.Break(); // batches before this one are still parsed
                }

                batch.Clear();
                _freeBatches.Add(batch);
            });

        // The reader is ahead of the parsers: every row whose pixels were parsed comes before the one that it stopped at, or is that one.
        if (pixelErrors.MinBy(error => error.Place.Row) is { } first)
        {
            throw _table.Wrong(
                first.Problem,
                $"a row needs {FaceSet.PixelCount} numbers from 0 to 255 with spaces between them: correct the row or remove it",
                mayBeCutOff: _rowError is null && first.Problem.StartsWith("too few", StringComparison.Ordinal),
                first.Place);
        }

        if (_rowError is not null)
        {
            throw _rowError;
        }

        return _rows.Count > 0 ? _rows : throw new UserInputException("the file has a header but no rows", "copy or download it again", _table.Path);
    }

    // Parallel.ForEach asks for one batch at a time.
    private IEnumerable<PixelBatch> Batches()
    {
        while (_rowError is null)
        {
            var batch = _freeBatches.TryTake(out var free) ? free : new PixelBatch();
            Fill(batch);
            if (batch.IsEmpty)
            {
                yield break;
            }

            yield return batch;
        }
    }

    private void Fill(PixelBatch batch)
    {
        try
        {
            while (!batch.IsFull && _table.Read())
            {
                batch.Add(_table.Bytes(_pixels), _rows.NextFace(), _table.Place);
                _rows.Add(Label(), _usage < 0 ? _splitWithoutUsage!.Value : Usage());
            }

            if (!batch.IsFull)
            {
                CheckLastUsage();
            }
        }
        catch (UserInputException error)
        {
            _rowError = error;
        }
    }

    private int Label()
    {
        var label = _table.Bytes(_emotion).Trim(" \t\r\n"u8);
        return label.Length == 1 && label[0] is >= (byte)'0' and <= (byte)'6'
            ? label[0] - '0'
            : throw _table.Wrong(
                $"the label is '{Snippet.Of(label)}'",
                "a FER2013 label is 0 to 6 (0 angry, 1 disgust, 2 fear, 3 happy, 4 sad, 5 surprise, 6 neutral): correct or remove the row");
    }

    // Few values come in very many rows.
    private DataSplit Usage()
    {
        var text = _table[_usage];
        if (_usages.TryGetValue(text, out var known))
        {
            return known;
        }

        var mayBeCutOff = SplitNames.Usages.Contains(text, StringComparison.OrdinalIgnoreCase) && !SplitNames.IsUsage(text);
        var split = SplitNames.Find(text)
            ?? throw _table.Wrong($"unknown Usage '{Snippet.Of(text)}'", $"Usage must be {SplitNames.Usages}", mayBeCutOff);
        _doubtful = mayBeCutOff ? (_table.Place, text) : null;
        return _usages[text] = split;
    }

    // "Train" is a split, and the beginning of "Training": of the last row, where no other has it, it is taken for that.
    private void CheckLastUsage()
    {
        if (_doubtful is { } doubtful && _table.CutOff(doubtful.Place, $"the Usage is '{Snippet.Of(doubtful.Text)}'") is { } error)
        {
            throw error;
        }
    }
}
