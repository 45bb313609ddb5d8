using TorchSharp;

namespace EmotionNet.Runtime;

/// <summary>
/// Numbers for TorchSharp's operations. TorchSharp 0.107 turns a number into a <see cref="Scalar"/> and does not keep that alive while libtorch reads it:
/// the garbage collector may free it meanwhile, and the operation reads whatever is there then. Here each thread keeps its last ones.
/// </summary>
internal static class KeptScalar
{
    private const int Count = 64; // a statement uses a few

    [ThreadStatic]
    private static Scalar?[]? _last;

    [ThreadStatic]
    private static int _next;

    /// <summary>A number that stays alive until this thread has asked for 64 more.</summary>
    public static Scalar Kept(double number) => Keep(number);

    /// <inheritdoc cref="Kept(double)"/>
    public static Scalar Kept(long number) => Keep(number);

    private static Scalar Keep(Scalar scalar)
    {
        _last ??= new Scalar?[Count];
        _last[_next] = scalar;
        _next = (_next + 1) % Count;
        return scalar;
    }
}
