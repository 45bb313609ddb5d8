using System.Security.Cryptography;
using static TorchSharp.torch;

namespace EmotionNet.Runtime;

/// <summary>The SHA-256 of the numbers of tensors.</summary>
internal static class TensorDigest
{
    /// <summary>The digest of tensors, one after the other, in their own data types.</summary>
    /// <param name="tensors">Contiguous ones, on any device.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Of(IEnumerable<Tensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in tensors)
        {
            using var onHost = tensor.cpu();
            hash.AppendData(onHost.bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
