using System.Globalization;
using EmotionNet.Checkpoints;
using ScottPlot;
using SkiaSharp;

namespace EmotionNet.Reporting;

/// <summary>The course of a run as a PNG of four panels: loss, accuracy, macro-F1 and learning rate over the epochs.</summary>
internal static class CurvesPlot
{
    private const int Width = 1280;
    private const int Height = 880;

    /// <summary>Draws the epochs.</summary>
    /// <param name="epochs">One or more, in order.</param>
    /// <returns>A PNG.</returns>
    public static byte[] Draw(IReadOnlyList<EpochStatistics> epochs)
    {
        PlotFont.Install();
        var averaged = epochs.Where(epoch => epoch.EmaValidation is not null).ToArray();
        using var panels = new Panels();

        var loss = panels.Add("Loss", epochs);
        loss.Legend.Alignment = Alignment.UpperRight;
        Line(loss, "training", epochs, epoch => epoch.TrainingLoss, Colors.C7);
        Line(loss, "validation", epochs, epoch => epoch.RawValidation.Loss, Colors.C0);
        Line(loss, "validation, EMA weights", averaged, epoch => epoch.EmaValidation!.Loss, Colors.C1);

        var accuracy = panels.Add("Accuracy", epochs);
        Line(accuracy, "training (augmented faces)", epochs, epoch => epoch.TrainingAccuracy, Colors.C7);
        Line(accuracy, "validation", epochs, epoch => epoch.RawValidation.Accuracy, Colors.C0);
        Line(accuracy, "validation, EMA weights", averaged, epoch => epoch.EmaValidation!.Accuracy, Colors.C1);
        MarkBest(accuracy, epochs);

        var macroF1 = panels.Add("Validation macro-F1", epochs);
        Line(macroF1, "validation", epochs, epoch => epoch.RawValidation.MacroF1, Colors.C0);
        Line(macroF1, "validation, EMA weights", averaged, epoch => epoch.EmaValidation!.MacroF1, Colors.C1);

        var rate = panels.Add("Learning rate at the end of the epoch", epochs);
        Line(rate, null, epochs, epoch => epoch.LearningRate, Colors.C2);
        rate.Axes.SetLimitsY(0, 1.05 * epochs.Max(epoch => epoch.LearningRate));

        return panels.Draw();
    }

    private static void Line(Plot plot, string? legend, IReadOnlyList<EpochStatistics> epochs, Func<EpochStatistics, double> value, Color color)
    {
        if (epochs.Count == 0)
        {
            return;
        }

        var line = plot.Add.Scatter(epochs.Select(epoch => (double)epoch.Epoch).ToArray(), epochs.Select(value).ToArray(), color);
        line.LineWidth = 2;
        line.MarkerSize = epochs.Count > 40 ? 0 : 6;
        line.LegendText = legend ?? "";
        plot.Axes.AutoScaleY();
    }

    private static void MarkBest(Plot plot, IReadOnlyList<EpochStatistics> epochs)
    {
        var best = epochs.MaxBy(epoch => epoch.BetterValidation.Accuracy)!;
        var marker = plot.Add.Marker(best.Epoch, best.BetterValidation.Accuracy, MarkerShape.OpenCircle, 14, Colors.Black);
        marker.LegendText = string.Create(CultureInfo.InvariantCulture, $"best: {best.BetterValidation.Accuracy:P1}, epoch {best.Epoch}");
    }

    /// <summary>Four plots, two by two.</summary>
    private sealed class Panels : IDisposable
    {
        private readonly List<Plot> _plots = [];

        public Plot Add(string title, IReadOnlyList<EpochStatistics> epochs)
        {
            var plot = new Plot();
            _plots.Add(plot);
            plot.Title(title, 17);
            plot.XLabel("epoch", 14);
            plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
            plot.Legend.FontSize = 13;
            plot.Axes.SetLimitsX(epochs[0].Epoch - 0.5, epochs[^1].Epoch + 0.5);
            return plot;
        }

        public byte[] Draw()
        {
            using var surface = SKSurface.Create(new SKImageInfo(Width, Height));
            surface.Canvas.Clear(SKColors.White);
            for (var index = 0; index < _plots.Count; index++)
            {
                var (left, top) = (index % 2 * Width / 2, index / 2 * Height / 2);

                // A plot wipes the whole canvas before it draws; the clip keeps it to its own panel.
                surface.Canvas.Save();
                surface.Canvas.ClipRect(new SKRect(left, top, left + (Width / 2), top + (Height / 2)));
                _plots[index].Render(surface.Canvas, new PixelRect(left, left + (Width / 2), top + (Height / 2), top));
                surface.Canvas.Restore();
            }

            using var image = surface.Snapshot();
            using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
            return png.ToArray();
        }

        public void Dispose() => _plots.ForEach(plot => plot.Dispose());
    }
}
