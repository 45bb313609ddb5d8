using System.Runtime.CompilerServices;
using Mono.Cecil;
using Mono.Cecil.Cil;
using TorchSharp;
using static EmotionNet.Runtime.KeptScalar;
using static TorchSharp.torch;

namespace EmotionNet.Tests.Architecture;

/// <summary>
/// A number that goes into an operation of TorchSharp is kept while libtorch reads it (<see cref="EmotionNet.Runtime.KeptScalar"/>): no method of the
/// library makes a <see cref="Scalar"/> elsewhere, none uses the operators that make one of a number, and none adds a number without giving the factor
/// of a sum, which TorchSharp would make.
/// </summary>
public sealed class KeptScalarTests
{
    [Fact]
    public void No_method_hands_a_number_over_that_nobody_keeps() => Assert.Empty(MethodsIn("EmotionNet.Core.dll").Concat(MethodsIn("emotionnet.dll")));

    [Theory]
    [InlineData(nameof(Converted))]
    [InlineData(nameof(Multiplied))]
    [InlineData(nameof(AddedWithoutFactor))]
    public void Such_a_number_is_seen(string method) => Assert.Contains($"{typeof(KeptScalarTests).FullName}.{method}", MethodsIn("EmotionNet.Tests.dll"));

    [Fact]
    public void A_kept_number_is_let_pass() =>
        Assert.DoesNotContain($"{typeof(KeptScalarTests).FullName}.{nameof(KeptOne)}", MethodsIn("EmotionNet.Tests.dll"));

    [Fact]
    public void A_kept_number_outlives_a_collection()
    {
        var weak = MakeOne();

        Collect();
        Assert.True(IsAlive(weak));
        for (var later = 0; later < 64; later++)
        {
            Kept(later);
        }

        Collect();
        Assert.False(IsAlive(weak));
    }

    private static Tensor Converted(Tensor tensor) => tensor.add(2);

    private static Tensor Multiplied(Tensor tensor) => tensor * 2.5;

    private static Tensor AddedWithoutFactor(Tensor tensor) => tensor.add(Kept(2));

    private static Tensor KeptOne(Tensor tensor) => tensor.add(Kept(2), Kept(1)) * Kept(2.5);

    // Not inlined: the caller's frame would hold it too.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<Scalar> MakeOne() => new(Kept(0.5));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsAlive(WeakReference<Scalar> weak) => weak.TryGetTarget(out _);

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static List<string> MethodsIn(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly));
        return
        [
            .. module.GetTypes()
                .Where(type => type.FullName != typeof(EmotionNet.Runtime.KeptScalar).FullName)
                .SelectMany(type => type.Methods)
                .Where(method => method.HasBody && method.Body.Instructions.Any(MakesScalar))
                .Select(method => $"{method.DeclaringType.FullName}.{method.Name}"),
        ];
    }

    // add(number) and tensor + number are add(number, 1) in TorchSharp.
    private static bool HasFactorOfItsOwn(MethodReference sum) => sum.Parameters.Any(parameter => parameter.ParameterType.Name == nameof(Scalar))
        && sum.Parameters.Count == (sum.HasThis ? 1 : 2);

    private static bool MakesScalar(Instruction instruction) => instruction.Operand is MethodReference called
        && (called.ReturnType.FullName == typeof(Scalar).FullName && called.DeclaringType.Namespace == nameof(TorchSharp)
            || called is { Name: "op_Addition" or "add" or "add_" } && called.DeclaringType.Name == nameof(Tensor) && HasFactorOfItsOwn(called)
            || called.Name.StartsWith("op_", StringComparison.Ordinal) && called.DeclaringType.Name == nameof(Tensor)
                && called.Parameters.Any(parameter => parameter.ParameterType.IsPrimitive));
}
