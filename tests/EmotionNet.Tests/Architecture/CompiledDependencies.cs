using Mono.Cecil;
using Mono.Cecil.Cil;

namespace EmotionNet.Tests.Architecture;

/// <summary>
/// Which types of the project an assembly's types use: in signatures, fields, attributes and method bodies. Constants and <c>nameof</c> are
/// gone from a compiled assembly; a nested type, a lambda or a state machine counts as its outermost type.
/// </summary>
internal sealed class CompiledDependencies
{
    private readonly HashSet<(string User, string Used)> _pairs = [];
    private string _user = "";

    private CompiledDependencies()
    {
    }

    /// <summary>Full names of outermost types, each with the full name of a type of the project that it uses.</summary>
    public static IReadOnlySet<(string User, string Used)> Of(string assemblyPath)
    {
        using var module = ModuleDefinition.ReadModule(assemblyPath);
        var dependencies = new CompiledDependencies();
        foreach (var type in module.GetTypes())
        {
            dependencies.AddType(type);
        }

        return dependencies._pairs;
    }

    private void AddType(TypeDefinition type)
    {
        _user = Outermost(type);
        Add(type.BaseType);
        AddAll(type.Interfaces.Select(each => each.InterfaceType));
        AddAttributes(type);
        AddConstraints(type);
        foreach (var field in type.Fields)
        {
            Add(field.FieldType);
            AddAttributes(field);
        }

        foreach (var property in type.Properties)
        {
            Add(property.PropertyType);
            AddAttributes(property);
        }

        AddAll(type.Events.Select(each => each.EventType));
        foreach (var method in type.Methods)
        {
            AddReference(method);
            AddAttributes(method);
            AddConstraints(method);
            if (method.HasBody)
            {
                AddBody(method.Body);
            }
        }
    }

    private void AddBody(MethodBody body)
    {
        AddAll(body.Variables.Select(each => each.VariableType));
        AddAll(body.ExceptionHandlers.Select(each => each.CatchType));
        foreach (var instruction in body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    Add(type);
                    break;
                case MethodReference method:
                    AddReference(method);
                    break;
                case FieldReference field:
                    Add(field.DeclaringType);
                    Add(field.FieldType);
                    break;
            }
        }
    }

    private void AddReference(MethodReference method)
    {
        Add(method.DeclaringType);
        Add(method.ReturnType);
        AddAll(method.Parameters.Select(each => each.ParameterType));
        AddAll((method as GenericInstanceMethod)?.GenericArguments ?? []);
    }

    private void AddConstraints(IGenericParameterProvider provider) =>
        AddAll(provider.GenericParameters.SelectMany(each => each.Constraints).Select(each => each.ConstraintType));

    private void AddAttributes(ICustomAttributeProvider provider)
    {
        foreach (var attribute in provider.CustomAttributes)
        {
            Add(attribute.AttributeType);
            var named = attribute.Properties.Concat(attribute.Fields).Select(each => each.Argument);
            AddAll(attribute.ConstructorArguments.Concat(named).Select(each => each.Value).OfType<TypeReference>());
        }
    }

    private void AddAll(IEnumerable<TypeReference?> types)
    {
        foreach (var type in types)
        {
            Add(type);
        }
    }

    private void Add(TypeReference? type)
    {
        if (type is GenericInstanceType generic)
        {
            AddAll(generic.GenericArguments);
        }

        if (type is TypeSpecification { ElementType: var element })
        {
            Add(element);
        }
        else if (type is not (null or GenericParameter) && Outermost(type) is var used && used != _user && IsOfTheProject(used))
        {
            _pairs.Add((_user, used));
        }
    }

    private static bool IsOfTheProject(string fullName) => fullName.StartsWith(nameof(EmotionNet), StringComparison.Ordinal);

    /// <summary>The full name of the type that a nested type, a lambda or a state machine is written in.</summary>
    public static string Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.FullName;
    }
}
