using EmotionNet.Tests.Inference;
using Microsoft.Playwright;

namespace EmotionNet.Tests.Cli.Serve;

/// <summary>A server and headless Chromium with a photograph as its camera, for all tests of the page: each takes seconds to start.</summary>
public sealed class PageBrowser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Dictionary<string, double>> _printed;
    private ServerProcess? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public PageBrowser() => _printed = new(Predict);

    /// <summary>Whether there is Chromium.</summary>
    public static bool IsAvailable => File.Exists(Chromium);

    /// <summary>Where the server runs.</summary>
    public string Directory => _folder.Path;

    /// <summary>The photograph.</summary>
    public string Photo => _folder.File("photo.jpg");

    /// <summary>What predict prints for the photograph: the probabilities of its face.</summary>
    public IReadOnlyDictionary<string, double> Printed => _printed.Value;

    /// <summary>The browser.</summary>
    public IBrowser Browser => _browser!;

    /// <summary>The page of the server.</summary>
    public Uri Address => _server!.Address;

    public async ValueTask InitializeAsync()
    {
        if (IsAvailable)
        {
            File.WriteAllBytes(Photo, Photograph.Bytes);
            CameraFile.Write(_folder.File("camera.y4m"));
            _server = new ServerProcess(_folder.Path);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium,
                Args = [
                    "--no-sandbox",
                    "--use-fake-ui-for-media-stream",
                    "--use-fake-device-for-media-stream",
                    $"--use-file-for-fake-video-capture={_folder.File("camera.y4m")}",
                ],
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _server?.Dispose();
        _folder.Dispose();
    }

    private Dictionary<string, double> Predict()
    {
        using var json = System.Text.Json.JsonDocument.Parse(EmotionNetProcess.RunWithoutTorch(_folder.Path, "predict", "--json", "photo.jpg").Output);
        return json.RootElement.GetProperty("faces")[0].GetProperty("probabilities").EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble());
    }
}
