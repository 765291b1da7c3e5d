namespace SyncHub.Server.Model;

/// <summary>Which codec a key type has.</summary>
internal static class KeyCodecs
{
    /// <summary>The key types that are supported, for error messages.</summary>
    public const string Supported =
        "Guid, string, byte[], an integer of 8 to 64 bits, or a type of your own that implements IParsable<itself>";

    // Parsable, but with several texts for one value, or one text for several values.
    private static readonly HashSet<Type> Ambiguous =
    [
        typeof(Half), typeof(float), typeof(double), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeOnly),
    ];

    /// <summary>The codec of a key type; null for a type that is not supported.</summary>
    public static KeyCodec<TKey>? Find<TKey>()
        where TKey : notnull => (KeyCodec<TKey>?)Find(typeof(TKey));

    private static object? Find(Type key) => Type.GetTypeCode(key) switch
    {
        _ when key.IsEnum => null,
        TypeCode.SByte => new IntegerKeyCodec<sbyte>(),
        TypeCode.Byte => new IntegerKeyCodec<byte>(),
        TypeCode.Int16 => new IntegerKeyCodec<short>(),
        TypeCode.UInt16 => new IntegerKeyCodec<ushort>(),
        TypeCode.Int32 => new IntegerKeyCodec<int>(),
        TypeCode.UInt32 => new IntegerKeyCodec<uint>(),
        TypeCode.Int64 => new IntegerKeyCodec<long>(),
        TypeCode.UInt64 => new IntegerKeyCodec<ulong>(),
        TypeCode.String => new StringKeyCodec(),
        _ when key == typeof(Guid) => new GuidKeyCodec(),
        _ when key == typeof(byte[]) => new BinaryKeyCodec(),
        _ when Ambiguous.Contains(key) => null,
        _ when IsParsable(key) => Activator.CreateInstance(typeof(ParsableKeyCodec<>).MakeGenericType(key)),
        _ => null,
    };

    private static bool IsParsable(Type key) =>
        key.GetInterfaces().Any(contract => contract.IsGenericType
            && contract.GetGenericTypeDefinition() == typeof(IParsable<>)
            && contract.GenericTypeArguments[0] == key);
}
