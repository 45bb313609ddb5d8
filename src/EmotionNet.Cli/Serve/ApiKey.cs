using System.Security.Cryptography;
using System.Text;
using EmotionNet.Files;

namespace EmotionNet.Cli.Serve;

/// <summary>A secret that a client sends as <c>Authorization: Bearer KEY</c>. Only its hash is kept.</summary>
internal sealed class ApiKey
{
    private const int MinimumLength = 16;
    private const int MaximumFileLength = 1 << 20;
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash;

    private ApiKey(string key) => _hash = Hash(key);

    /// <summary>Reads a key from the first line of a file.</summary>
    /// <exception cref="UserInputException">The file cannot be read or holds no key.</exception>
    public static ApiKey Read(string path)
    {
        var key = Encoding.UTF8.GetString(InputFiles.ReadAllBytes(path, MaximumFileLength)).Split('\n')[0].Trim();
        return key.Length >= MinimumLength && key.All(letter => letter is > ' ' and <= '~') ? new ApiKey(key) : throw new UserInputException(
            $"the first line is not a key of at least {MinimumLength} letters and digits", "write one, such as the output of: openssl rand -hex 32", path);
    }

    /// <summary>Whether an <c>Authorization</c> header has the key; takes the same time wherever a wrong one differs.</summary>
    public bool Accepts(string? authorization) =>
        authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(authorization[Scheme.Length..].Trim()), _hash);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
