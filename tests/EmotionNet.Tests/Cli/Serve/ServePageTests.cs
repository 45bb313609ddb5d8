using System.Globalization;
using System.Text.RegularExpressions;
using EmotionNet.Tests.Inference;
using Microsoft.Playwright;

namespace EmotionNet.Tests.Cli.Serve;

/// <summary>The page in headless Chromium.</summary>
[Collection(TorchFreeTests.Name)]
public sealed partial class ServePageTests(PageBrowser browser) : IClassFixture<PageBrowser>
{
    private const string Missing = "there is no /usr/bin/chromium (Debian: apt install chromium)";

    private readonly List<string> _complaints = [];

    public static bool IsAvailable => PageBrowser.IsAvailable;

    [Theory(Skip = Missing, SkipUnless = nameof(IsAvailable))]
    [InlineData(390)]
    [InlineData(1400)]
    public async Task A_chosen_image_shows_the_probabilities_that_predict_prints(int width)
    {
        var page = await Open(width);

        await page.GetByLabel("Choose images").SetInputFilesAsync(browser.Photo);
        await page.Locator("figure canvas").WaitForAsync();

        Assert.Equal("Face 1: happiness, " + Percent(browser.Printed["happiness"]), await page.Locator(".face h3").TextContentAsync());
        Assert.Equal(browser.Printed.ToDictionary(entry => entry.Key, entry => Percent(entry.Value)), await ShownProbabilities(page, "figure"));
        Assert.Equal("photo.jpg: 1 face.", await page.GetByRole(AriaRole.Status).TextContentAsync());
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);
        Assert.Empty(_complaints);
        await Keep(page, $"page-{width}");
    }

    [Fact(Skip = Missing, SkipUnless = nameof(IsAvailable))]
    public async Task The_camera_is_classified_live_and_can_be_stopped_by_the_keyboard()
    {
        var page = await Open(1400);
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Start the camera" });

        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#live-faces .face").WaitForAsync();
        await page.GetByText(Rate()).WaitForAsync();

        // The camera's image is compressed on its way to the browser and once more on its way to the server, the first images most.
        var printed = browser.Printed;
        var live = await ShownProbabilities(page, "#live-faces");
        for (var reading = 0; reading < 20 && !IsClose(printed, live); reading++)
        {
            await page.WaitForTimeoutAsync(250);
            live = await ShownProbabilities(page, "#live-faces");
        }

        Assert.Equal(printed.Keys, live.Keys);
        Assert.All(printed, entry => Assert.Equal(entry.Value * 100, Number(live[entry.Key]), 5.0));
        await Keep(page, "camera-1400");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("The camera is off.", await page.GetByRole(AriaRole.Status).TextContentAsync());
        Assert.True(await page.Locator("#live").IsHiddenAsync());
        Assert.Empty(_complaints);
    }

    [Fact(Skip = Missing, SkipUnless = nameof(IsAvailable))]
    public async Task The_page_of_a_server_that_abstains_shows_the_classes_that_are_left()
    {
        File.WriteAllBytes(Path.Combine(browser.Directory, "unsure.onnx"), CalibratedModel.Of(single: 0.001, mirrored: 0.01));
        using var server = new ServerProcess(browser.Directory, "--model", "unsure.onnx", "--coverage", "0.95");
        var page = await Open(390, address: server.Address);

        await page.GetByLabel("Choose images").SetInputFilesAsync(browser.Photo);
        await page.Locator("figure canvas").WaitForAsync();

        Assert.Equal("Face 1: happy or neutral", await page.Locator(".face h3").TextContentAsync());
        await page.GetByText("Where more than one class is left at a coverage of 95.0 %, all of them are shown.").WaitForAsync();
        Assert.Empty(_complaints);
        await Keep(page, "abstains-390");
    }

    [Fact(Skip = Missing, SkipUnless = nameof(IsAvailable))]
    public async Task A_file_that_is_no_image_is_told_on_the_page()
    {
        var page = await Open(390);

        await page.GetByLabel("Choose images").SetInputFilesAsync(new FilePayload { Name = "text.png", MimeType = "image/png", Buffer = "a text"u8.ToArray() });

        await page.GetByText("text.png: -: the file is not an image that can be read;").First.WaitForAsync();
    }

    [Fact(Skip = Missing, SkipUnless = nameof(IsAvailable))]
    public async Task The_page_says_where_images_go_and_works_in_the_dark()
    {
        var page = await Open(390, ColorScheme.Dark);

        await page.GetByText("Images stay on this machine. The server neither stores nor logs them.").WaitForAsync();
        await page.GetByText("8 classes: neutral, happiness").WaitForAsync();
        Assert.Equal("rgb(21, 24, 30)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await Keep(page, "dark-390");
    }

    private async Task<IPage> Open(int width, ColorScheme scheme = ColorScheme.Light, Uri? address = null)
    {
        var page = await browser.Browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        page.Console += (_, message) => Complain(message.Type == "error" ? message.Text : null);
        page.PageError += (_, error) => Complain(error);
        page.Request += (_, request) => Complain(
            new Uri(request.Url).IsLoopback || request.Url.StartsWith("blob:", StringComparison.Ordinal) ? null : request.Url);
        await page.GotoAsync((address ?? browser.Address).AbsoluteUri);
        return page;
    }

    private void Complain(string? text)
    {
        if (text is not null)
        {
            _complaints.Add(text);
        }
    }

    private static async Task<Dictionary<string, string>> ShownProbabilities(IPage page, string parent)
    {
        var rows = await page.Locator($"{parent} .face li").AllInnerTextsAsync();
        return rows.Select(row => Row().Match(row)).ToDictionary(row => row.Groups["name"].Value, row => row.Groups["percent"].Value);
    }

    private static string Percent(double value) => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0} %");

    private static bool IsClose(IReadOnlyDictionary<string, double> printed, Dictionary<string, string> shown) =>
        shown.Count == printed.Count && shown.All(entry => Math.Abs((printed[entry.Key] * 100) - Number(entry.Value)) <= 5);

    private static double Number(string percent) => double.Parse(percent.TrimEnd(' ', '%'), CultureInfo.InvariantCulture);

    // For a person who looks at them.
    private static async Task Keep(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("EMOTIONNET_SCREENSHOTS") is { Length: > 0 } directory)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(directory, $"{name}.png"), FullPage = true });
        }
    }

    [GeneratedRegex("^[0-9.]*[1-9][0-9.]* images/s, 1 face$")]
    private static partial Regex Rate();

    [GeneratedRegex(@"(?<name>[a-z]+)\s+(?<percent>[0-9.]+ %)")]
    private static partial Regex Row();
}
