using EmotionNet.Evaluation;

namespace EmotionNet.Tests.Evaluation;

public sealed class ConfidentLearningTests
{
    [Fact]
    public void A_face_that_is_confidently_of_another_class_is_found_and_one_that_is_merely_unsure_is_not()
    {
        float[] probabilities =
        [
            0.9f, 0.1f,
            0.8f, 0.2f,
            0.1f, 0.9f, // labelled 0
            0.2f, 0.8f,
            0.3f, 0.7f,
            0.5f, 0.5f, // labelled 1
        ];

        var errors = ConfidentLearning.Find(probabilities, [0, 0, 0, 1, 1, 1], classes: 2);

        var error = Assert.Single(errors.Faces);
        Assert.Equal((2, 1), (error.Face, error.Likely));
        Assert.Equal(0.8, error.Margin, 1e-6);
    }

    [Fact]
    public void The_joint_has_the_counts_of_the_labels_in_its_rows_and_the_share_of_wrong_labels_beside_its_diagonal()
    {
        // Thresholds 0.6 and 0.8: of label 0, two faces count for 0 and one for 1.
        float[] probabilities = [0.9f, 0.1f, 0.8f, 0.2f, 0.1f, 0.9f, 0.2f, 0.8f];

        var errors = ConfidentLearning.Find(probabilities, [0, 0, 0, 1], classes: 2);

        Assert.Equal([0.5, 0.25, 0, 0.25], errors.Joint.Cast<double>().Select(share => Math.Round(share, 9)));
        Assert.Equal(0.25, errors.NoiseRate, 1e-9);
    }

    [Fact]
    public void Of_planted_wrong_labels_most_are_found_by_a_classifier_that_is_right_about_most_faces()
    {
        const int Faces = 2_000, Classes = 7;
        var random = new Random(1);
        var (labels, wrong) = (new int[Faces], new HashSet<int>());
        var probabilities = new float[Faces * Classes];
        for (var face = 0; face < Faces; face++)
        {
            var real = random.Next(Classes);
            var seen = random.NextDouble() < 0.85 ? real : random.Next(Classes); // what the classifier takes it for
            labels[face] = random.NextDouble() < 0.1 ? (real + 1 + random.Next(Classes - 1)) % Classes : real;
            _ = labels[face] == real || wrong.Add(face);
            var confidence = seen == real ? 0.6 + (0.4 * random.NextDouble()) : 0.2 + (0.4 * random.NextDouble());
            for (var name = 0; name < Classes; name++)
            {
                probabilities[(face * Classes) + name] = (float)(name == seen ? confidence : (1 - confidence) / (Classes - 1));
            }
        }

        var errors = ConfidentLearning.Find(probabilities, labels, Classes);

        var right = errors.Faces.Count(error => wrong.Contains(error.Face));
        Assert.InRange((double)right / wrong.Count, 0.7, 1); // recall
        Assert.InRange((double)right / errors.Faces.Count, 0.9, 1); // precision
        Assert.InRange(errors.NoiseRate, 0.05, 0.2);
    }

    [Fact]
    public void The_most_certain_error_comes_first()
    {
        float[] probabilities = [0.9f, 0.1f, 0.3f, 0.7f, 0.05f, 0.95f, 0.4f, 0.6f];

        var errors = ConfidentLearning.Find(probabilities, [0, 0, 0, 1], classes: 2);

        Assert.Equal([2, 1], errors.Faces.Select(error => error.Face));
    }

    [Fact]
    public void A_class_without_a_face_is_never_likely()
    {
        var errors = ConfidentLearning.Find([0.4f, 0.0f, 0.6f, 0.1f, 0.3f, 0.6f], [0, 1], classes: 3);

        Assert.Empty(errors.Faces);
        Assert.Equal(0, errors.NoiseRate);
    }
}
