using System.Reflection;

namespace SyncHub.Queries;

/// <summary>Whether two members are one: reflection has several objects for a member, depending on the type it was asked through.</summary>
internal static class MemberIdentity
{
    public static bool AreSame(MemberInfo? left, MemberInfo right) =>
        left is not null && (IsSameDeclaration(left, right)
        || (left is PropertyInfo { GetMethod: { IsVirtual: true } one } && right is PropertyInfo { GetMethod: { IsVirtual: true } other }
            && IsSameDeclaration(one.GetBaseDefinition(), other.GetBaseDefinition())));

    private static bool IsSameDeclaration(MemberInfo left, MemberInfo right) =>
        left.DeclaringType == right.DeclaringType && left.HasSameMetadataDefinitionAs(right);
}
