using EmotionNet.Data;
using EmotionNet.Data.Fer2013;
using EmotionNet.Data.FerPlus;

namespace EmotionNet.Tests.Data;

/// <summary>The counts that the literature gives, on the two splits that the project's machines have.</summary>
public sealed class RealDataTests
{
    private static string FerPlus => Path.Combine(RealDataFactAttribute.Folder!, "FERPlus");

    [RealDataFact]
    public void All_32140_rows_of_fer2013_are_read()
    {
        using var data = Fer2013Dataset.Load(RealDataFactAttribute.Folder!, DataSplit.Training, DataSplit.Validation);

        Assert.Equal((28561, 3579), (data.Training!.Count, data.Validation!.Count));
    }

    [RealDataFact]
    public void The_three_label_rules_keep_as_many_faces_as_the_papers_do()
    {
        var kept = FerPlusDataset.CountLabelRules(FerPlus).ToDictionary(report => (report.Split, report.Rule), report => report.Counts.Kept);

        Assert.Equal(25060, kept[(DataSplit.Training, LabelMode.Majority)]);
        Assert.Equal(27956, kept[(DataSplit.Training, LabelMode.Probability)]);
        Assert.Equal(27671, kept[(DataSplit.Training, LabelMode.MultiTarget)]);
        Assert.Equal(3199, kept[(DataSplit.Validation, LabelMode.Majority)]);
        Assert.Equal(3505, kept[(DataSplit.Validation, LabelMode.Probability)]);
        Assert.Equal(3472, kept[(DataSplit.Validation, LabelMode.MultiTarget)]);
    }

    [RealDataFact]
    public void Majority_classes_of_the_images_are_those_of_the_literature()
    {
        using var data = FerPlusDataset.Load(FerPlus, LabelMode.Majority, DataSplit.Training, DataSplit.Validation);

        Assert.Equal([8740, 7287, 3149, 3014, 2100, 119, 532, 119], data.Training!.CountByClass());
        Assert.Equal([1182, 865, 415, 351, 287, 24, 62, 13], data.Validation!.CountByClass());
    }
}
