namespace EmotionNet.Tuning;

/// <summary>
/// The density of some trials along one dimension: a normal distribution around each, as wide as its distance to the farther neighbour, and a wide one around
/// the middle that stands for no knowledge (Bergstra et al. 2011, section 4.2). Where the dimension has choices, their counts, with one more for each.
/// It is kept as the shares of equal cells, so that the cut at 0 and 1 and the drawing need no formulas of their own.
/// </summary>
internal sealed class ParzenEstimator
{
    private const int CellsOfNumbers = 256; // finer than the narrowest normal distribution
    private const double SmallestWidth = 0.01;

    private readonly double[] _shares;

    /// <summary>The density of coordinates.</summary>
    /// <param name="coordinates">From 0 to below 1.</param>
    /// <param name="choices">The choices of the dimension, or 0 where it is a number.</param>
    public ParzenEstimator(IReadOnlyList<double> coordinates, int choices)
    {
        _shares = new double[choices > 0 ? choices : CellsOfNumbers];
        if (choices > 0)
        {
            Array.Fill(_shares, 1.0 / choices);
            foreach (var coordinate in coordinates)
            {
                _shares[CellOf(coordinate)]++;
            }
        }
        else
        {
            foreach (var (mean, width) in Widths(coordinates).Append((0.5, 1)))
            {
                Add(mean, width);
            }
        }

        var sum = _shares.Sum();
        for (var cell = 0; cell < _shares.Length; cell++)
        {
            _shares[cell] /= sum;
        }
    }

    /// <summary>The density at a coordinate; 1 is that of the even distribution.</summary>
    public double DensityAt(double coordinate) => _shares[CellOf(coordinate)] * _shares.Length;

    /// <summary>Draws a coordinate.</summary>
    /// <param name="uniform">A number from 0 to below 1.</param>
    public double Draw(double uniform)
    {
        var cell = 0;
        for (; cell < _shares.Length - 1 && uniform >= _shares[cell]; cell++)
        {
            uniform -= _shares[cell];
        }

        return (cell + Math.Clamp(uniform / _shares[cell], 0, 0.999)) / _shares.Length;
    }

    private static IEnumerable<(double Mean, double Width)> Widths(IReadOnlyList<double> coordinates)
    {
        double[] sorted = [.. coordinates.Append(0.5).Order()];
        var smallest = Math.Max(SmallestWidth, 1.0 / (2 + coordinates.Count));
        return coordinates.Select(coordinate =>
        {
            var place = Array.BinarySearch(sorted, coordinate);
            var left = place == 0 ? 0 : coordinate - sorted[place - 1];
            var right = place == sorted.Length - 1 ? 0 : sorted[place + 1] - coordinate;
            return (coordinate, Math.Clamp(Math.Max(left, right), smallest, 1));
        });
    }

    private int CellOf(double coordinate) => Math.Min((int)(coordinate * _shares.Length), _shares.Length - 1);

    private void Add(double mean, double width)
    {
        var normal = new double[_shares.Length];
        for (var cell = 0; cell < normal.Length; cell++)
        {
            var distance = (((cell + 0.5) / normal.Length) - mean) / width;
            normal[cell] = Math.Exp(-distance * distance / 2);
        }

        var sum = normal.Sum();
        for (var cell = 0; cell < normal.Length; cell++)
        {
            _shares[cell] += normal[cell] / sum;
        }
    }
}
