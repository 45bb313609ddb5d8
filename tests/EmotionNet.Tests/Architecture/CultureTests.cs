using Mono.Cecil;

namespace EmotionNet.Tests.Architecture;

/// <summary>
/// A program that uses the library may run in any culture. CA1305 sees calls without an <see cref="IFormatProvider"/>, but neither an
/// interpolated string nor a number that is appended to a string: those are found here.
/// </summary>
public sealed class CultureTests
{
    private static readonly string[] Fractions = ["System.Single", "System.Double", "System.Decimal", "System.Half"];

    private static readonly ShrinkingList KnownTypes = new();

    [Fact]
    public void No_text_of_the_library_depends_on_the_culture() => KnownTypes.AssertIs(
        TypesWithTextByCulture("EmotionNet.Core.dll").Concat(TypesWithTextByCulture("EmotionNet.Inference.dll")));

    [Theory]
    [InlineData(nameof(Interpolated))]
    [InlineData(nameof(Appended))]
    [InlineData(nameof(Grouped))]
    public void A_number_in_a_text_is_seen(string method) =>
        Assert.Contains(MethodsWithTextByCulture("EmotionNet.Tests.dll"), found => found.Type == typeof(CultureTests).FullName && found.Method == method);

    [Theory]
    [InlineData(nameof(Invariant))]
    [InlineData(nameof(WholeNumber))]
    public void A_text_that_is_the_same_in_all_cultures_is_let_pass(string method) =>
        Assert.DoesNotContain(MethodsWithTextByCulture("EmotionNet.Tests.dll"), found => found.Method == method);

    private static string Interpolated(double value) => $"{value}";

    private static string Appended(double value) => "value " + value;

    private static string Grouped(int value) => $"{value:N0}";

    private static string Invariant(double value) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value:0.0}");

    private static string WholeNumber(int value) => $"{value:D7} of {value}";

    private static IEnumerable<string> TypesWithTextByCulture(string assembly) => MethodsWithTextByCulture(assembly).Select(found => found.Type);

    private static List<(string Type, string Method)> MethodsWithTextByCulture(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly));
        var methods = module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && FormatsByCulture(method));
        return [.. methods.Select(method => (CompiledDependencies.Outermost(method.DeclaringType), method.Name))];
    }

    private static bool FormatsByCulture(MethodDefinition method)
    {
        var hasProvider = false;
        foreach (var instruction in method.Body.Instructions)
        {
            if (instruction.Operand is not MethodReference called)
            {
                continue;
            }

            var isHandler = called.DeclaringType.Name.EndsWith("InterpolatedStringHandler", StringComparison.Ordinal);
            if (isHandler && called.Name == ".ctor")
            {
                hasProvider = called.Parameters.Any(parameter => parameter.ParameterType.Name == nameof(IFormatProvider));
            }
            else if (isHandler && !hasProvider && called is GenericInstanceMethod { GenericArguments: [var value] })
            {
                var isGrouped = value.Name.Contains("Int", StringComparison.Ordinal) && instruction.Previous.Operand is string and ['N', ..];
                if (isGrouped || Fractions.Any(name => value.FullName.Contains(name, StringComparison.Ordinal)))
                {
                    return true;
                }
            }
            else if (called is { Name: nameof(ToString), Parameters.Count: 0 } && Fractions.Contains(called.DeclaringType.FullName))
            {
                return true;
            }
        }

        return false;
    }
}
