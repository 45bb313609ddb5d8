using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using EmotionNet.Tests.Inference;
using EmotionNet.Tests.Inference.Images;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace EmotionNet.Tests.Cli.Predict;

/// <summary><c>predict</c> as a user meets it, in the real executable, where whoever starts libtorch fails.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class PredictProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PredictProcessTests() => File.WriteAllBytes(_folder.File("me.jpg"), Photograph.Bytes);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_face_is_a_line_of_the_table()
    {
        var (exitCode, output, errors) = Predict("me.jpg", "--top", "2");

        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
        Assert.Matches(@"^image +face +box +score +emotion\nme\.jpg +1 +\d+,\d+ \d+×\d+ +0\.\d\d +happiness \d+\.\d %, \w+ \d+\.\d %\n$", output);
    }

    [Fact]
    public void Json_has_an_object_for_each_image_in_the_order_of_the_images()
    {
        Directory.CreateDirectory(_folder.File("photos/b"));
        File.WriteAllBytes(_folder.File("photos/b/one.JPG"), Photograph.Bytes);
        WriteEmptyImage("photos/a.png");
        _folder.Write("photos/notes.txt", "not an image by its name");

        var (exitCode, output, _) = Predict("photos", "me.jpg", "--json", "--model", "fer2013", "--batch-size", "2");

        Assert.Equal(0, exitCode);
        var images = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["photos/a.png", "photos/b/one.JPG", "me.jpg"], images.Select(image => image.GetProperty("image").GetString()!.Replace('\\', '/')));
        Assert.Equal([0, 1, 1], images.Select(image => image.GetProperty("faces").GetArrayLength()));
        var face = images[2].GetProperty("faces")[0];
        Assert.Equal("happy", face.GetProperty("emotion").GetString());
        Assert.Equal(7, face.GetProperty("probabilities").EnumerateObject().Count());
        Assert.Equal(1, face.GetProperty("probabilities").EnumerateObject().Sum(each => each.Value.GetDouble()), 3);
        Assert.InRange(face.GetProperty("box").GetProperty("width").GetDouble(), 80, 130);
        Assert.Equal(2, face.GetProperty("keyPoints").GetProperty("noseTip").GetArrayLength());
        Assert.Equal(512, images[2].GetProperty("width").GetInt32());
    }

    [Fact]
    public void An_image_without_a_face_is_an_answer()
    {
        WriteEmptyImage("empty.png");

        var (exitCode, output, errors) = Predict("empty.png");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Matches(@"^image +face +box +score +emotion\nempty\.png +no face found\n$", output);
    }

    [Fact]
    public void An_unreadable_image_is_named_and_skipped_and_the_others_are_printed()
    {
        _folder.Write("text.jpg", "hello");
        _folder.Write("list", "text.jpg\nme.jpg\nnothere.png\n");

        var (exitCode, output, errors) = Predict("--list", "list", "--csv");

        Assert.Equal(3, exitCode);
        Assert.Equal(2, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(
            """
            text.jpg: the file is not an image that can be read; replace it by a PNG, JPEG, BMP or WebP image, or remove it.
            nothere.png: there is no such file; check the path.

            """.ReplaceLineEndings("\n"),
            errors);
    }

    [Fact]
    public void Images_from_anywhere_are_answered_or_skipped_with_a_sentence_each()
    {
        Write("hostile/bomb.png", Png.OfZeros(64, 64, interlaced: false, inflatedLength: 100 << 20));
        Write("hostile/cmyk.jpg", Astronaut(new JpegEncoder { ColorType = JpegColorType.Cmyk }));
        Write("hostile/cut.jpg", Photograph.Bytes[..5000]);
        Write("hostile/deep.png", Astronaut(new PngEncoder { ColorType = PngColorType.RgbWithAlpha, BitDepth = PngBitDepth.Bit16 }));
        Write("hostile/large.png", Png.HeaderOnly(30_000, 30_000));
        Write("hostile/tiny.png", Png.OfOneGrey(1, 1));

        var (exitCode, output, errors) = Predict("hostile", "--csv");

        Assert.Equal(3, exitCode);
        var rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        Assert.All(["cmyk.jpg", "deep.png"], name => Assert.Contains(rows, row => Regex.IsMatch(row, $@"^hostile/{name},1,.*,happiness,")));
        var sentences = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(sentences, sentence => Assert.Matches(@"^hostile/\w+\.\w+: .+; .+\.$", sentence));
        Assert.Equal(6, rows.Count + sentences.Length);
        Assert.All(
            ["cut.jpg", "large.png", "tiny.png"],
            name => Assert.Contains(sentences, sentence => sentence.StartsWith($"hostile/{name}: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Drawings_and_crops_are_written_and_two_images_of_one_name_do_not_replace_each_other()
    {
        Directory.CreateDirectory(_folder.File("other"));
        File.WriteAllBytes(_folder.File("other/me.jpg"), Photograph.Bytes);

        var (exitCode, _, errors) = Predict("me.jpg", "other/me.jpg", "--draw", "drawn", "--crops", "crops");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(["me-2.png", "me.png"], Directory.GetFiles(_folder.File("drawn")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var drawn = Image.Load<Rgb24>(_folder.File("drawn/me.png"));
        using var crop = Image.Load(_folder.File("crops/me-2-1.png"));
        Assert.Equal((512, 512, 48, 48), (drawn.Width, drawn.Height, crop.Width, crop.Height));
        Assert.Contains(Enumerable.Range(160, 24), x => drawn[x, 130].G > drawn[x, 130].R + 60); // the box's left edge is green
    }

    [Theory]
    [InlineData("--draw", "out/me.png")]
    [InlineData("--crops", "out/me-1.png")]
    public void The_answers_are_printed_before_a_drawing_that_cannot_be_written_ends_the_run(string flag, string blocked)
    {
        Directory.CreateDirectory(_folder.File(blocked));

        var (exitCode, output, errors) = Predict("me.jpg", "--csv", flag, "out");

        Assert.Equal(2, exitCode);
        Assert.Equal(2, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith($"{blocked}: the file cannot be written", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_cannot_be_loaded_leaves_no_output_behind()
    {
        Assert.Equal(2, Predict("me.jpg", "--model", "me.jpg", "--draw", "out", "--resume-output", "out.json").ExitCode);

        Assert.Equal(["me.jpg"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_json_file_of_another_model_is_not_continued()
    {
        Assert.Equal(0, Predict("me.jpg", "--resume-output", "out.json").ExitCode);

        var (exitCode, _, errors) = Predict("me.jpg", "--resume-output", "out.json", "--model", "fer2013");

        Assert.Equal(2, exitCode);
        Assert.StartsWith(
            "out.json: the file is not one that emotionnet predict wrote in this format, with this model and coverage; ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cropped_face_is_classified_without_looking_for_one()
    {
        using (var face = Photograph.Load())
        {
            face.SaveAsPng(_folder.File("face.png"));
        }

        var (exitCode, output, _) = Predict("face.png", "--no-detect", "--json", "--top", "3");

        Assert.Equal(0, exitCode);
        var json = JsonDocument.Parse(output).RootElement.GetProperty("faces")[0];
        Assert.False(json.TryGetProperty("score", out _));
        Assert.Equal(3, json.GetProperty("probabilities").EnumerateObject().Count());
    }

    [Fact]
    public void Patterns_are_expanded()
    {
        Directory.CreateDirectory(_folder.File("deep/er"));
        File.WriteAllBytes(_folder.File("deep/er/you.jpg"), Photograph.Bytes);

        var (exitCode, output, _) = Predict("**/*.jpg", "--csv");

        Assert.Equal(0, exitCode);
        Assert.Equal(["image", "deep/er/you.jpg", "me.jpg"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')[0]));
    }

    [Theory]
    [InlineData("json", 2)]
    [InlineData("csv", 1)]
    public void A_broken_output_file_is_continued_and_becomes_what_a_whole_run_writes(string format, int keptImages)
    {
        string[] names = ["a, b.jpg", "c.jpg", "d.jpg"];
        Directory.CreateDirectory(_folder.File("in"));
        foreach (var name in names)
        {
            File.WriteAllBytes(_folder.File($"in/{name}"), Photograph.Bytes);
        }

        Assert.Equal(0, Predict("in", "--resume-output", $"whole.{format}").ExitCode);
        var whole = File.ReadAllText(_folder.File($"whole.{format}"));
        File.WriteAllText(_folder.File($"broken.{format}"), whole[..^20]);

        // An image that is not read again need not be readable.
        foreach (var name in names.Take(keptImages))
        {
            File.WriteAllText(_folder.File($"in/{name}"), "");
        }

        var (exitCode, _, errors) = Predict("in", "--resume-output", $"broken.{format}");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(whole, File.ReadAllText(_folder.File($"broken.{format}")));
    }

    [Theory]
    [InlineData("--resume-output list.csv", "list.csv: the file is not one that emotionnet predict wrote in this format, with this model and coverage; give")]
    [InlineData("--resume-output out.txt", "the format of out.txt is unclear; give --json or --csv, or name it .json or .csv.")]
    [InlineData("--json --csv", "predict prints one format, not both --json and --csv; leave one out.")]
    [InlineData("--draw .", ".: images are read from this directory, and might be replaced; give --draw another one.")]
    [InlineData(
        "photos --draw photos/drawn",
        "photos/drawn: the next run would find these files among the images of photos; give --draw a directory elsewhere.")]
    [InlineData("--list zero", "zero, line 2: a line with a zero byte is no path; write a text file with a path on each line.")]
    [InlineData("--model nothere", "nothere: there is no such model; give fer2013, ferplus or the path of a model file.")]
    [InlineData("--model me.jpg", "me.jpg: the file is not an ONNX model, or is cut off; copy it again, or export it again")]
    [InlineData("--model fer2013,ferplus", "the models have different classes (angry,")]
    [InlineData("--draw out --crops ./out/", "out: --draw and --crops are one directory; give two, so that no file replaces another.")]
    [InlineData("--no-detect --min-face 40", "--min-face has no effect with --no-detect, which looks for no face; leave one out.")]
    [InlineData("--min-face 5", "--min-face cannot be \"5\"; give a whole number from 20 to 4096.")]
    [InlineData("--jsn", "unknown option --jsn; did you mean --json, or see emotionnet predict --help.")]
    [InlineData("nothere.jpg", "nothere.jpg: there is no such file or directory; check the path.")]
    [InlineData("none*.jpg", "none*.jpg: no file matches the pattern; check it.")]
    [InlineData("bare", "bare: the directory has no images; name one that has.")]
    public void What_the_user_can_fix_is_one_sentence(string arguments, string sentence)
    {
        Directory.CreateDirectory(_folder.File("bare"));
        Write("photos/me.jpg", Photograph.Bytes);
        Write("zero", [.. "me.jpg\nb\0d.jpg\n"u8]);
        _folder.Write("list.csv", "name,value\n");

        var (exitCode, output, errors) = Predict(["me.jpg", .. arguments.Split(' ')]);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith(sentence, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.Equal("name,value\n", File.ReadAllText(_folder.File("list.csv")));
    }

    [Fact]
    public void Predict_without_an_image_says_what_it_needs()
    {
        var (exitCode, _, errors) = Predict();

        Assert.Equal(2, exitCode);
        Assert.StartsWith("emotionnet predict needs an image; ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_in_the_home_directory_where_onnx_runtime_would_keep_an_identifier_for_its_telemetry()
    {
        var home = Directory.CreateDirectory(_folder.File("home")).FullName;
        var command = EmotionNetProcess.Program;
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), "predict", "me.jpg"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder.Path,
        };
        start.Environment["HOME"] = home;
        start.Environment.Remove("XDG_CACHE_HOME");

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal((0, ""), (process.ExitCode, errors));
        Assert.Empty(Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_checkpoint_is_exported_in_memory()
    {
        var checkpoint = Path.Combine(AppContext.BaseDirectory, "models", "ferplus.safetensors");

        var (exitCode, output, _) = EmotionNetProcess.Run(_folder.Path, "predict", "me.jpg", "--csv", "--model", checkpoint);

        Assert.Equal(0, exitCode);
        Assert.Contains(",happiness,0.9", output, StringComparison.Ordinal);
    }

    private (int ExitCode, string Output, string Errors) Predict(params string[] arguments) =>
        EmotionNetProcess.RunWithoutTorch(_folder.Path, ["predict", .. arguments]);

    private static byte[] Astronaut(IImageEncoder encoder)
    {
        using var image = Photograph.Load();
        using var file = new MemoryStream();
        image.Save(file, encoder);
        return file.ToArray();
    }

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllBytes(_folder.File(name), content);
    }

    private void WriteEmptyImage(string name)
    {
        using var image = new Image<Rgb24>(100, 80, new Rgb24(20, 90, 160));
        image.SaveAsPng(_folder.File(name));
    }
}
