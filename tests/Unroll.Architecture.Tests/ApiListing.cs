using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Unroll.Architecture;

/// <summary>Writes what an assembly shows to the world, one line a member, in a fixed order.</summary>
static class ApiListing
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>All exported types, sorted by name.</summary>
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(TypeName.Full, StringComparer.Ordinal))
            text.Append(Describe(type)).Append('\n');
        return text.ToString();
    }

    /// <summary>One type and its members.</summary>
    public static string Describe(Type type)
    {
        var text = new StringBuilder($"public {Kind(type)} {TypeName.Full(type)}{Bases(type)}\n");
        foreach (var line in type.IsEnum ? EnumLines(type) : MemberLines(type))
            text.Append("  ").Append(line).Append('\n');
        return text.ToString();
    }

    static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "") + "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    static string Bases(Type type)
    {
        if (type.IsEnum)
            return "";
        var bases = type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).ToList();
        bases.RemoveAll(i => bases.Any(other => other != i && other.GetInterfaces().Contains(i)));
        var names = bases.Select(TypeName.Short).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            names.Insert(0, TypeName.Short(parent));
        return names.Count == 0 ? "" : " : " + string.Join(", ", names);
    }

    static IEnumerable<string> EnumLines(Type type) => Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");

    static IEnumerable<string> MemberLines(Type type)
    {
        var constructors = type.GetConstructors(Declared).Where(c => IsSeen(c) && !IsGenerated(c)).Select(c => $".ctor({Parameters(c)})");
        var fields = type.GetFields(Declared).Where(f => f.IsPublic).Select(Field);
        var properties = type.GetProperties(Declared).Select(Property).OfType<string>();
        var events = type.GetEvents(Declared).Where(e => IsSeen(e.AddMethod)).Select(e => $"event {TypeName.Short(e.EventHandlerType!)} {e.Name}");
        var methods = type.GetMethods(Declared).Where(m => IsSeen(m) && !IsGenerated(m) && !IsAccessor(m)).Select(Method);
        return ((IEnumerable<string>[])[constructors, fields, properties, events, methods]).SelectMany(group => group.Order(StringComparer.Ordinal));
    }

    static string Field(FieldInfo field) => field.IsLiteral
        ? $"const {TypeName.Short(field.FieldType)} {field.Name} = {Value(field.GetRawConstantValue())}"
        : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeName.Short(field.FieldType)} {field.Name}";

    static string? Property(PropertyInfo property)
    {
        var (get, set) = (IsSeen(property.GetMethod), IsSeen(property.SetMethod));
        if (!get && !set)
            return null;
        var accessors = (get ? "get; " : "") + (set ? (IsInit(property) ? "init; " : "set; ") : "");
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        var method = (get ? property.GetMethod : property.SetMethod)!;
        return $"{Modifiers(method)}{TypeName.Short(property.PropertyType)} {property.Name}{index} {{ {accessors}}}";
    }

    static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
        return $"{Modifiers(method)}{TypeName.Short(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    static string Modifiers(MethodInfo method) =>
        (method.IsFamily ? "protected " : "")
        + (method.IsStatic ? "static " : "")
        + (method.IsAbstract && (method.IsStatic || method.DeclaringType!.IsClass) ? "abstract " : "")
        + (method.GetBaseDefinition() != method ? "override " : "");

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    static string Parameter(ParameterInfo parameter)
    {
        var type = TypeName.Short(parameter.ParameterType);
        if (parameter.IsOut)
            type = "out " + type["ref ".Length..];
        else if (parameter.IsIn && parameter.ParameterType.IsByRef)
            type = "in " + type["ref ".Length..];
        if (parameter.IsDefined(typeof(ParamArrayAttribute)))
            type = "params " + type;
        return $"{type} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Value(parameter.RawDefaultValue)}" : "")}";
    }

    static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    static bool IsInit(PropertyInfo property) => property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    static bool IsSeen(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true, DeclaringType.IsSealed: false };

    static bool IsGenerated(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute));

    static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);
}
