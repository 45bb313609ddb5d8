using Microsoft.Playwright;

namespace EmotionNet.Tests.Cli.Report;

/// <summary>A report in headless Chromium.</summary>
[Collection(TorchFreeTests.Name)]
public sealed class ReportPageTests : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private const string Missing = "there is no /usr/bin/chromium (Debian: apt install chromium)";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _complaints = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static bool IsAvailable => File.Exists(Chromium);

    public async ValueTask InitializeAsync()
    {
        if (IsAvailable)
        {
            MadeUpRunDirectory.Write(_folder);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _folder.Dispose();
    }

    [Fact(Skip = Missing, SkipUnless = nameof(IsAvailable))]
    public async Task A_report_fits_its_window_shows_faces_and_runs_its_script_and_nothing_else()
    {
        var (exitCode, output, errors) = EmotionNetProcess.Run(_folder.Path, "report", "run", "--data-dir", "sample", "--against", "other.safetensors");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("It has pictures of faces of the data", output, StringComparison.Ordinal);

        foreach (var (width, scheme) in new[] { (390, ColorScheme.Light), (800, ColorScheme.Dark), (1600, ColorScheme.Light) })
        {
            var page = await Open(width, scheme);
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            var ground = await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
            Assert.Equal(scheme == ColorScheme.Dark ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)", ground);
            Assert.True(await page.EvaluateAsync<bool>("document.images.length > 50 && [...document.images].every(image => image.naturalWidth === 48)"));
            await Keep(page, $"report-{width}");
            await page.CloseAsync();
        }

        var wide = await Open(1600, ColorScheme.Light);
        await HoversAndZooms(wide);
        Assert.Empty(_complaints);
    }

    // Three epochs from 0.5 to 3.5: a drag over the left third shows the first one alone.
    private static async Task HoversAndZooms(IPage page)
    {
        var chart = page.Locator(".curve").First;
        var box = await chart.Locator("svg.plot").EvaluateAsync<float[]>( // Playwright's own box is that of the lines
            "plot => (({ left, top, width }) => [left, top, width])(plot.getBoundingClientRect())");
        var (left, top, width) = (box[0], box[1] + 20, box[2]);
        await page.Mouse.MoveAsync(left + (width / 2), top);
        Assert.Equal("epoch 2training1validation1.3validation, EMA weights1.4", await chart.Locator(".tip").TextContentAsync());

        await page.Mouse.MoveAsync(left + 1, top);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(left + (width / 3), top);
        await page.Mouse.UpAsync();
        var other = page.Locator(".curve").Nth(3).Locator("svg.plot");
        Assert.NotEqual("0 0 1000 1000", await other.GetAttributeAsync("viewBox"));
        Assert.Equal(["1"], await chart.Locator(".grid.x text").AllTextContentsAsync());

        await page.Keyboard.PressAsync("Escape"); // the press gave the chart the focus
        Assert.Equal("0 0 1000 1000", await other.GetAttributeAsync("viewBox"));
        Assert.Equal(["1", "2", "3"], await chart.Locator(".grid.x text").AllTextContentsAsync());
    }

    private async Task<IPage> Open(int width, ColorScheme scheme)
    {
        var page = await _browser!.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        page.Console += (_, message) => _complaints.Add(message.Text);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Dialog += (_, dialog) => _complaints.Add(dialog.Message);
        page.Request += (_, request) => _complaints.AddRange(
            request.Url.StartsWith("data:", StringComparison.Ordinal) || request.IsNavigationRequest ? [] : [request.Url]);
        await page.GotoAsync(new Uri(_folder.File("report.html")).AbsoluteUri);
        return page;
    }

    // For a person who looks at them.
    private static async Task Keep(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("EMOTIONNET_SCREENSHOTS") is { Length: > 0 } directory)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(directory, $"{name}.png"), FullPage = true });
        }
    }
}
