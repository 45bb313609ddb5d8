using System.Security.Cryptography;
using System.Text;

namespace EmotionNet.Checkpoints;

/// <summary>
/// The SHA-256 that a safetensors file has of itself, in its metadata: of all its bytes, with zeros for the digits of the digest. It shows every change that
/// the format does not: a bit of a weight that a disk lost, a digit of a setting.
/// </summary>
internal sealed class FileDigest : IDisposable
{
    /// <summary>The key in the metadata.</summary>
    public const string Key = "emotionnet_sha256";

    private static readonly string Zeros = new('0', 2 * SHA256.HashSizeInBytes);

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private FileDigest(ReadOnlySpan<byte> header) => _hash.AppendData(header);

    /// <summary>The metadata with room for the digest.</summary>
    public static IReadOnlyDictionary<string, string> MakeRoom(IReadOnlyDictionary<string, string> metadata) =>
        new Dictionary<string, string>(metadata) { [Key] = Zeros };

    /// <summary>Begins the digest of a file with room for it.</summary>
    /// <param name="header">The serialized header, with <see cref="MakeRoom"/>'s metadata.</param>
    public static FileDigest Begin(ReadOnlySpan<byte> header) => new(header);

    /// <summary>Begins the digest of a file that is read, as it was before its digits were filled in.</summary>
    /// <returns>Null where the file has no digest: another program wrote it, or an earlier version.</returns>
    public static FileDigest? Begin(SafetensorsHeader header)
    {
        if (header.Digest is not { } digits || digits.Length != Zeros.Length || DigitsIn(header.Bytes.Span, digits) is not { } place)
        {
            return null;
        }

        var blank = header.Bytes.ToArray();
        blank.AsSpan(place, digits.Length).Fill((byte)'0');
        return new FileDigest(blank);
    }

    /// <summary>Adds the next bytes of the file.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Puts the digest into the file.</summary>
    /// <param name="file">The file, all of whose bytes were appended.</param>
    /// <param name="header">Its header.</param>
    public void WriteTo(Stream file, ReadOnlySpan<byte> header)
    {
        file.Seek(DigitsIn(header, Zeros)!.Value, SeekOrigin.Begin);
        file.Write(Encoding.ASCII.GetBytes(Digits()));
    }

    /// <summary>Checks that the file, all of whose bytes were appended, has the digest that its header names.</summary>
    /// <exception cref="InvalidDataException">It has not.</exception>
    public void Require(SafetensorsHeader header)
    {
        if (Digits() != header.Digest)
        {
            throw new InvalidDataException("its content has changed since it was written");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private string Digits() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    // Quotes within a string are escaped, so that this is found nowhere but at the key.
    private static int? DigitsIn(ReadOnlySpan<byte> header, string digits)
    {
        var key = $"\"{Key}\":\"";
        var start = header.IndexOf(Encoding.ASCII.GetBytes($"{key}{digits}\""));
        return start < 0 ? null : start + key.Length;
    }
}
