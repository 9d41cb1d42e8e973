using System;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Unroll.Architecture;

/// <summary>Rules for types, read from the compiled rooms.</summary>
public sealed class TypeTests
{
    public static TheoryData<string> Rooms => [.. House.Rooms];

    public static TheoryData<string> Core => [.. House.Core];

    /// <summary>Abstract or final: nobody has to ask what an override elsewhere might do.</summary>
    [Theory, MemberData(nameof(Rooms))]
    public void Classes_All_AreSealedAbstractOrStatic(string room)
    {
        var open = House.Load(room).GetTypes().Where(t => t.IsClass && !t.IsSealed && !t.IsAbstract && !IsGenerated(t)).Select(t => t.FullName);
        Assert.Empty(open);
    }

    /// <summary>Two runs in one process must not meet: no static field of the core can change.</summary>
    [Theory, MemberData(nameof(Core))]
    public void StaticFields_OfTheCore_CannotChange(string room)
    {
        var changing = from type in House.Load(room).GetTypes()
                       where !IsGenerated(type)
                       from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                       where !field.IsLiteral && !field.IsInitOnly && !field.Name.Contains('<', StringComparison.Ordinal)
                       select $"{type.FullName}.{field.Name}";
        Assert.Empty(changing);
    }

    /// <summary>The command line is a program, not a library.</summary>
    [Fact]
    public void Cli_Types_AreInternal() => Assert.Empty(House.Load("Unroll.Cli").GetExportedTypes().Select(t => t.FullName));

    static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.FullName!.Contains('<', StringComparison.Ordinal) || (type.DeclaringType is { } outer && IsGenerated(outer));
}
