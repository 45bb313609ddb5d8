namespace EmotionNet.Evaluation;

/// <summary>
/// Finds likely wrong labels by confident learning (Northcutt, Jiang, Chuang 2021, arXiv:1911.00068): a face counts for the class that is predicted with at least
/// the mean confidence of the faces labelled so; where that is another class than its label, the label is likely wrong.
/// </summary>
internal static class ConfidentLearning
{
    /// <summary>Finds them.</summary>
    /// <param name="probabilities">A row of C numbers for each face, predicted by networks that were not trained on it.</param>
    /// <param name="labels">The given class of each face.</param>
    /// <param name="classes">C.</param>
    public static LabelErrors Find(ReadOnlySpan<float> probabilities, IReadOnlyList<int> labels, int classes)
    {
        var thresholds = Thresholds(probabilities, labels, classes);
        var confident = new long[classes, classes];
        var found = new List<LabelError>();
        for (var face = 0; face < labels.Count; face++)
        {
            var row = probabilities.Slice(face * classes, classes);
            var likely = -1;
            for (var name = 0; name < classes; name++)
            {
                likely = row[name] >= thresholds[name] && (likely < 0 || row[name] > row[likely]) ? name : likely;
            }

            if (likely < 0)
            {
                continue;
            }

            confident[labels[face], likely]++;
            if (likely != labels[face])
            {
                found.Add(new LabelError(face, likely, row[likely], row[labels[face]]));
            }
        }

        return new LabelErrors([.. found.OrderByDescending(error => error.Margin).ThenBy(error => error.Face)], Joint(confident, labels, classes));
    }

    // The mean probability of a class over the faces that are labelled so; a class without one is never likely.
    private static double[] Thresholds(ReadOnlySpan<float> probabilities, IReadOnlyList<int> labels, int classes)
    {
        var (sums, counts) = (new double[classes], new int[classes]);
        for (var face = 0; face < labels.Count; face++)
        {
            sums[labels[face]] += probabilities[(face * classes) + labels[face]];
            counts[labels[face]]++;
        }

        return [.. sums.Zip(counts, (sum, count) => count == 0 ? double.PositiveInfinity : sum / count)];
    }

    // Equation 3 of the paper: rows scaled to the number of faces of each label, all divided by their number.
    private static double[,] Joint(long[,] confident, IReadOnlyList<int> labels, int classes)
    {
        var joint = new double[classes, classes];
        for (var label = 0; label < classes; label++)
        {
            double count = labels.Count(own => own == label), row = Enumerable.Range(0, classes).Sum(name => confident[label, name]);
            for (var name = 0; name < classes; name++)
            {
                joint[label, name] = (row == 0 ? (name == label ? 1 : 0) : confident[label, name] / row) * count / labels.Count;
            }
        }

        return joint;
    }
}
