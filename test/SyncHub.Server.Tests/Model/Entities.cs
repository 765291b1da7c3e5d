using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace SyncHub.Server.Tests.Model;

public sealed class Note
{
    public string Id { get; set; } = string.Empty;

    public string Text { get; set; } = string.Empty;

    public int Stars { get; set; }

    public string? Author { get; set; }
}

public sealed record Tag(int Id, string Label, string? Colour = null);

public readonly record struct OrderId(int Number) : IParsable<OrderId>
{
    public static OrderId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException();

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OrderId result)
    {
        result = default;
        if (s?.StartsWith("o-", StringComparison.OrdinalIgnoreCase) != true || !int.TryParse(s[2..], provider, out var number))
        {
            return false;
        }

        result = new OrderId(number);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"o-{Number}");
}

/// <summary>Its text is not what its parser reads.</summary>
public readonly record struct MutteringId(int Number) : IParsable<MutteringId>
{
    public static MutteringId Parse(string s, IFormatProvider? provider) => new(int.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MutteringId result)
    {
        var read = int.TryParse(s, provider, out var number);
        result = new MutteringId(number);
        return read;
    }
}

public sealed class Account
{
    public Guid Id { get; set; }

    public string Name { get; set; } = string.Empty;

    [JsonIgnore]
    public string? PasswordHash { get; set; }
}
