using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SyncHub.Redis.Tests.Compatibility;

/// <summary>The members of one assembly that another uses, or has, as texts that can be compared.</summary>
internal static class MemberNames
{
    /// <summary>Every member of an assembly that a compiled one refers to.</summary>
    public static SortedSet<string> UsedBy(string path, string assembly)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var used = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var member in reader.MemberReferences.Select(reader.GetMemberReference))
        {
            if (member.Parent.Kind != HandleKind.TypeReference || !IsOf(reader, (TypeReferenceHandle)member.Parent, assembly))
            {
                continue;
            }

            var type = TypeNames.Instance.GetTypeFromReference(reader, (TypeReferenceHandle)member.Parent, 0);
            used.Add(member.GetKind() == MemberReferenceKind.Method
                ? Method(type, reader.GetString(member.Name), member.DecodeMethodSignature(TypeNames.Instance, null))
                : $"{type}::{reader.GetString(member.Name)}");
        }

        return used;
    }

    /// <summary>Every member that an assembly defines and others may see.</summary>
    public static SortedSet<string> DefinedBy(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var defined = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in reader.TypeDefinitions)
        {
            var definition = reader.GetTypeDefinition(handle);
            var type = TypeNames.Instance.GetTypeFromDefinition(reader, handle, 0);
            foreach (var method in definition.GetMethods().Select(reader.GetMethodDefinition))
            {
                if ((method.Attributes & System.Reflection.MethodAttributes.MemberAccessMask) == System.Reflection.MethodAttributes.Public)
                {
                    defined.Add(Method(type, reader.GetString(method.Name), method.DecodeSignature(TypeNames.Instance, null)));
                }
            }

            defined.UnionWith(definition.GetFields().Select(field => $"{type}::{reader.GetString(reader.GetFieldDefinition(field).Name)}"));
        }

        return defined;
    }

    private static string Method(string type, string name, MethodSignature<string> signature) =>
        $"{type}::{name}({string.Join(", ", signature.ParameterTypes)}) {(signature.Header.IsInstance ? "" : "static ")}{signature.ReturnType}";

    private static bool IsOf(MetadataReader reader, TypeReferenceHandle handle, string assembly)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.AssemblyReference => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == assembly,
            HandleKind.TypeReference => IsOf(reader, (TypeReferenceHandle)scope, assembly),
            _ => false,
        };
    }

    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        public static TypeNames Instance { get; } = new();

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}/{reader.GetString(type.Name)}"
                : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
        }

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeDefinition(handle);
            return type.GetDeclaringType() is { IsNil: false } outer
                ? $"{GetTypeFromDefinition(reader, outer, 0)}/{reader.GetString(type.Name)}"
                : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
        }

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSZArrayType(string elementType) => $"{elementType}[]";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{shape.Rank}]";

        public string GetByReferenceType(string elementType) => $"{elementType}&";

        public string GetPointerType(string elementType) => $"{elementType}*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

        public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

        public string GetFunctionPointerType(MethodSignature<string> signature) => "*()";

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
    }
}
