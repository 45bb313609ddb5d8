using System.Globalization;
using EmotionNet.Data;
using EmotionNet.Optimization;

namespace EmotionNet.Configuration;

/// <summary>Finds options that are out of range or contradict each other.</summary>
internal static class OptionsValidation
{
    /// <summary>Checks every option by itself, then those that must agree.</summary>
    /// <exception cref="UserInputException">The first that is wrong, with the fix.</exception>
    public static void Check(TrainingOptions options)
    {
        if (OptionCatalog.Entries.FirstOrDefault(entry => !entry.IsValid(options)) is { } wrong)
        {
            throw wrong.Refuse(wrong.Read(options));
        }

        if (options.LearningRate > options.MaxLearningRate)
        {
            throw new UserInputException(
                string.Create(CultureInfo.InvariantCulture, $"`lr` {options.LearningRate} is above `max-lr` {options.MaxLearningRate}"),
                "lower `lr` or raise `max-lr`");
        }

        if (options.Mlflow is { } server && (new Uri(server) is var address) && (address.UserInfo.Length > 0 || address.Query.Length > 0))
        {
            throw new UserInputException(
                "the address that `mlflow` is given holds a user name, a password or a query, which the files of the run would show",
                "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in the environment");
        }

        if (options.BatchNormGroup == 1)
        {
            throw new UserInputException("`batch-norm-group` 1 leaves batch normalization a single image", "use at least 2, or 0 for the default");
        }

        if (options.CropSize % 2 != 0)
        {
            throw new UserInputException(
                string.Create(CultureInfo.InvariantCulture, $"`crop` {options.CropSize} is odd and has no centre in a face of {FaceSet.ImageSize} pixels"),
                string.Create(CultureInfo.InvariantCulture, $"use {options.CropSize - 1} or {options.CropSize + 1}"));
        }

        if (options.UseBalanced && options.Mode == TrainingMode.FerPlus)
        {
            throw new UserInputException(
                "`use-balanced` has FER2013's seven classes and `mode` ferplus has eight",
                "leave out `use-balanced`, or use `mode` default");
        }

        if (options.UseBalanced && options.Classes != ClassSource.Fer2013)
        {
            throw new UserInputException(
                $"`use-balanced` has FER2013's seven classes and `classes` {OptionCatalog.Find("classes")!.Read(options)} may have others",
                "leave out `use-balanced` or `classes`");
        }

        if (options is { UseBalanced: true, Exclude: not null })
        {
            throw new UserInputException(
                "`exclude` names faces of `data-dir`, and `use-balanced` trains on others", "leave out `exclude` or `use-balanced`");
        }

        if (options.FreezeEpochs > 0 && options.InitFrom is null)
        {
            throw new UserInputException(
                "`freeze-epochs` trains the classifier alone, behind weights that nothing has trained",
                "give `init-from` the initial weights, or leave out `freeze-epochs`");
        }

        if (options.BudgetMinutes == 0 && options.FreezeEpochs > options.Epochs)
        {
            throw new UserInputException(
                string.Create(CultureInfo.InvariantCulture, $"`freeze-epochs` {options.FreezeEpochs} is more than `epochs` {options.Epochs}"),
                "lower `freeze-epochs` or raise `epochs`");
        }

        if (options.Optimizer == OptimizerKind.Sam && options.GradientAccumulationSteps > 1)
        {
            throw new UserInputException(
                "`optimizer` sam perturbs the weights for one batch and cannot be used with `gradient-accumulation-steps` above 1",
                "leave out `gradient-accumulation-steps`, or use `optimizer` adamw or sgd");
        }
    }
}
