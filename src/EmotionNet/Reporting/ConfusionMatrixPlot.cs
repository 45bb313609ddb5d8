using System.Globalization;
using EmotionNet.Evaluation;
using ScottPlot;

namespace EmotionNet.Reporting;

/// <summary>A confusion matrix as a PNG: a row for each true class, coloured by its share of the row, with counts and percentages.</summary>
internal static class ConfusionMatrixPlot
{
    private const int CellPixels = 92;
    private const int MarginPixels = 190;

    /// <summary>Draws the matrix.</summary>
    /// <param name="result">The scores that hold it.</param>
    /// <param name="title">What was scored: <c>Test, best weights of epoch 7</c>.</param>
    /// <returns>A PNG.</returns>
    public static byte[] Draw(EvaluationResult result, string title)
    {
        PlotFont.Install();
        var names = result.Classes.Select(score => score.Name).ToArray();
        var shares = RowShares(result.ConfusionMatrix);
        using var plot = new Plot();
        var map = plot.Add.Heatmap(shares);
        map.Colormap = new ScottPlot.Colormaps.CustomInterpolated([Colors.White, Color.FromHex("#5B9BD5"), Color.FromHex("#08306B")]);
        map.ManualRange = new ScottPlot.Range(0, 1);

        var classCount = names.Length;
        for (var row = 0; row < classCount; row++)
        {
            for (var column = 0; column < classCount; column++)
            {
                // ScottPlot puts row 0 of a heat map at the top, y = classes − 1.
                var text = string.Create(CultureInfo.InvariantCulture, $"{shares[row, column]:P0}\n{result.ConfusionMatrix[row][column]}");
                var label = plot.Add.Text(text, column, classCount - 1 - row);
                label.Alignment = Alignment.MiddleCenter;
                label.LabelFontSize = 15;
                label.LabelFontColor = shares[row, column] > 0.5 ? Colors.White : Colors.Black;
            }
        }

        var places = Enumerable.Range(0, classCount).Select(index => (double)index).ToArray();
        plot.Axes.Bottom.SetTicks(places, names);
        plot.Axes.Left.SetTicks([.. places.Select(place => classCount - 1 - place)], names);
        foreach (var axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left])
        {
            axis.TickLabelStyle.FontSize = 15;
            axis.MajorTickStyle.Length = 0;
        }

        plot.HideGrid();
        plot.XLabel("predicted", 16);
        plot.YLabel("true", 16);
        var scores = string.Create(CultureInfo.InvariantCulture, $"{result.Accuracy:P1} of {result.Count} faces, macro-F1 {result.MacroF1:0.000}");
        plot.Title($"{title}: {scores}", 17);
        plot.Axes.SetLimits(-0.5, classCount - 0.5, -0.5, classCount - 0.5);
        var side = (classCount * CellPixels) + MarginPixels;
        using var image = plot.GetImage(side, side);
        return image.GetImageBytes(ImageFormat.Png);
    }

    private static double[,] RowShares(IReadOnlyList<IReadOnlyList<long>> matrix)
    {
        var shares = new double[matrix.Count, matrix.Count];
        for (var row = 0; row < matrix.Count; row++)
        {
            var faces = Math.Max(1, matrix[row].Sum());
            for (var column = 0; column < matrix.Count; column++)
            {
                shares[row, column] = (double)matrix[row][column] / faces;
            }
        }

        return shares;
    }
}
