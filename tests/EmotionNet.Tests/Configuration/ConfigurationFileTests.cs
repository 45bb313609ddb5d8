using EmotionNet.Augmentation;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Tests.Architecture;

namespace EmotionNet.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_is_written_is_read_back()
    {
        var options = ModePresets.For(TrainingMode.FerPlus) with
        {
            DataDirectory = "a \"quoted\" größe",
            LearningRate = 1e-7,
            FocalLoss = true,
            Seed = int.MaxValue,
            TtaMode = TtaMode.TenCrop,
            FerPlusMode = LabelMode.MultiTarget,
        };
        File.WriteAllText(_path, ConfigurationFile.ToJson(options));

        Assert.Equal(options, ConfigurationFile.Load(_path));
    }

    [Fact(Skip = SourceTree.Missing, SkipType = typeof(SourceTree), SkipUnless = nameof(SourceTree.IsThere))]
    public void The_recipes_are_read_and_name_no_path()
    {
        var recipes = Directory.GetFiles(SourceTree.PathOf("recipes"), "*.json");

        Assert.NotEmpty(recipes);
        Assert.All(recipes, recipe => Assert.All(ConfigurationFile.Read(recipe), setting => Assert.Equal(PathKind.None, setting.Entry.Path)));
    }

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_allowed()
    {
        File.WriteAllText(_path, "\ufeff{\n  // short\n  \"epochs\": 3,\n}");

        Assert.Equal(3, Assert.Single(ConfigurationFile.Read(_path)).Apply(new TrainingOptions()).Epochs);
    }

    [Theory]
    [InlineData("batchsize", "batch-size")]
    [InlineData("batch_size", "batch-size")]
    [InlineData("BatchSize", "batch-size")]
    [InlineData("epoch", "epochs")]
    [InlineData("droput-rate", "dropout-rate")]
    [InlineData("focal-gama", "focal-gamma")]
    [InlineData("mdoe", "mode")]
    [InlineData("data-directory", "data-dir")]
    public void An_unknown_key_is_refused_with_the_nearest_known_one(string key, string nearest)
    {
        var problem = Refused($"{{\n  \"{key}\": 1\n}}");

        Assert.Equal($"{_path}, line 2: unknown option \"{key}\"; did you mean \"{nearest}\".", problem.Message);
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("config-file")]
    public void A_key_that_is_near_to_none_gets_no_guess(string key) =>
        Assert.Equal(
            $"{_path}, line 1: unknown option \"{key}\"; leave it out, or see the options in the config.json of a run.",
            Refused($"{{ \"{key}\": 1 }}").Message);

    [Theory]
    [InlineData("{ \"epochs\": 3", 1)]
    [InlineData("{\n\"epochs\": 3,\n\"seed\" 4 }", 3)]
    [InlineData("", 1)]
    [InlineData("{}\n{}", 2)]
    [InlineData("epochs: 3", 1)]
    public void A_file_that_is_not_JSON_is_refused_with_the_line(string content, long line)
    {
        var problem = Refused(content);

        Assert.Equal(line, problem.Row);
        Assert.StartsWith($"{_path}, line {line}: this is not valid JSON; ", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n\"data-dir\": \"\\ud800\" }")] // half of a surrogate pair
    [InlineData("{\n\"data-dir\": \"gr\u00f6\u00dfe\" }")] // written as Latin-1
    [InlineData("{\n\"gr\u00f6\u00dfe\": 1 }")]
    public void Text_that_is_not_Unicode_is_refused_with_the_line(string content)
    {
        File.WriteAllText(_path, content, System.Text.Encoding.Latin1);

        var problem = Assert.Throws<UserInputException>(() => ConfigurationFile.Load(_path));

        Assert.Equal($"{_path}, line 2: the line has text that is not valid Unicode; save the file as UTF-8.", problem.Message);
    }

    [Theory]
    [InlineData("[1]", "the configuration is not a JSON object")]
    [InlineData("3", "the configuration is not a JSON object")]
    [InlineData("{ \"epochs\": \"3\" }", "\"epochs\" cannot be \"3\"; give a whole number of at least 1")]
    [InlineData("{ \"epochs\": 2.5 }", "\"epochs\" cannot be \"2.5\"; give a whole number of at least 1")]
    [InlineData("{ \"epochs\": null }", "\"epochs\" cannot be \"null\"")]
    [InlineData("{ \"epochs\": [3] }", "\"epochs\" cannot be \"[\"")]
    [InlineData("{ \"focal-loss\": \"true\" }", "\"focal-loss\" cannot be \"true\"; give true or false")]
    [InlineData("{ \"mode\": \"fast\" }", "give one of: default, quick, ferplus")]
    [InlineData("{ \"seed\": 1, \"seed\": 2 }", "\"seed\" is set twice")]
    public void A_value_of_the_wrong_kind_is_refused(string content, string expected) =>
        Assert.Contains(expected, Refused(content).Message, StringComparison.Ordinal);

    private UserInputException Refused(string content)
    {
        File.WriteAllText(_path, content);
        return Assert.Throws<UserInputException>(() => ConfigurationFile.Read(_path));
    }
}
