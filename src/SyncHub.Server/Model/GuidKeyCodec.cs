namespace SyncHub.Server.Model;

/// <summary>Guids: strings, canonical in their hyphenated lower-case form, read in any of the standard forms.</summary>
internal sealed class GuidKeyCodec : KeyCodec<Guid>
{
    public override string Description => "a Guid as a string";

    public override string? JsonFormat => "uuid";

    public override bool TryEncode(Guid key, out SyncKey encoded)
    {
        encoded = key;
        return true;
    }

    protected override bool TryDecodeText(string text, out Guid key) => Guid.TryParse(text, out key);
}
