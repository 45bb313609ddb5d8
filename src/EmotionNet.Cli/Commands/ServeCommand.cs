using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using EmotionNet.Cli.Display;
using EmotionNet.Cli.Options;
using EmotionNet.Cli.Predict;
using EmotionNet.Cli.Serve;
using EmotionNet.Configuration;
using EmotionNet.Inference;
using EmotionNet.Inference.Faces;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmotionNet.Cli.Commands;

/// <summary><c>serve</c>: predictions over HTTP, and a page. It loads no libtorch, unless a model is a checkpoint.</summary>
internal static class ServeCommand
{
    private static ValueFormat<IPAddress> Address { get; } = new()
    {
        Kind = OptionKind.Text,
        ValueName = "ADDRESS",
        Expects = "an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all",
        Parse = (string text, [MaybeNullWhen(false)] out IPAddress value) => IPAddress.TryParse(text, out value),
        Format = value => value.ToString(),
        Words = ["127.0.0.1", "0.0.0.0"],
    };

    /// <summary>The command.</summary>
    public static CommandFlags Create()
    {
        var flags = new CommandFlags(new Command("serve", "Serves predictions over HTTP on this machine: a page with the camera, and an API."))
        {
            Examples =
            [
                new("a page at http://127.0.0.1:8080", "emotionnet serve"),
                new("for other machines, with a key", "emotionnet serve --listen 0.0.0.0 --api-key-file key.txt"),
            ],
        };
        var model = PredictCommand.AddModel(flags);
        var minimumFace = PredictCommand.AddMinimumFace(flags);
        var coverage = PredictCommand.AddCoverage(flags);
        var threads = flags.AddNumber("--threads", OptionGroup.Hardware, 1, 1024, "images that are searched for faces at the same time", "all cores");
        var port = flags.AddNumber(
            "--port",
            OptionGroup.Output,
            0,
            ushort.MaxValue,
            "the port to listen on; 0 takes a free one",
            FormattableString.Invariant($"{ServeOptions.DefaultPort}"));
        var listen = flags.AddOptional(
            "--listen", OptionGroup.Output, Address, "the address to listen on; with any other address, other machines can connect", "127.0.0.1");
        var keyFile = flags.AddOptional(
            "--api-key-file",
            OptionGroup.Output,
            ValueFormats.Text("FILE", "a file with a key in its first line", PathKind.FileOrDirectory),
            "clients must send the key in this file: Authorization: Bearer KEY",
            "no key");
        flags.Command.SetAction(parsed =>
        {
            var cores = parsed.GetValue(threads)?.Value ?? Environment.ProcessorCount;
            var options = new ServeOptions
            {
                Address = parsed.GetValue(listen) ?? IPAddress.Loopback,
                Port = parsed.GetValue(port)?.Value ?? ServeOptions.DefaultPort,
                Key = parsed.GetValue(keyFile) is { } path ? ApiKey.Read(path) : null,
                Threads = cores,
            };
            var minimum = parsed.GetValue(minimumFace)?.Value ?? FaceDetectorOptions.DefaultMinimumFaceSize;
            var classifier = new ClassifierOptions { MinimumFaceSize = minimum, Threads = cores, Coverage = parsed.GetValue(coverage)?.Value };
            return Run(options, parsed.GetValue(model) ?? BundledModels.Default, classifier);
        });
        return flags;
    }

    private static int Run(ServeOptions options, string model, ClassifierOptions classifier)
    {
        using var host = EmotionServer.CreateBuilder(options, ModelLoader.Load(model, classifier)).UseConsoleLifetime().Build();
        try
        {
            host.Start();
        }
        catch (Exception error) when (error is IOException or SocketException || error.InnerException is SocketException)
        {
            throw new UserInputException(
                $"cannot listen on {options.Address} port {options.Port} ({error.Message.TrimEnd('.')})",
                "give --port or --listen another value",
                inner: error);
        }

        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Screen.Line($"Listening on {address} with the model {model}. Ctrl-C stops.");
        WarnOfOthers(options);
        host.WaitForShutdown();
        return ExitCodes.Done;
    }

    private static void WarnOfOthers(ServeOptions options)
    {
        if (!options.IsLocal)
        {
            Console.Error.WriteLine(options.Key is null
                ? "Warning: whoever reaches this address can use the server: there is no authentication; give --api-key-file, or leave out --listen."
                : "Warning: the key and the images travel unencrypted; put a proxy with TLS in front of the server on untrusted networks.");
        }
    }
}
