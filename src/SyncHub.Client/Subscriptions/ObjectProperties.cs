using System.Buffers;
using System.Text.Json;

namespace SyncHub.Client.Subscriptions;

/// <summary>Where the top-level properties of a JSON object stand in its text. Rents its memory: dispose it.</summary>
internal ref struct ObjectProperties
{
    private readonly ReadOnlySpan<byte> _json;
    private Property[]? _rented;
    private Span<Property> _properties;

    private ObjectProperties(ReadOnlySpan<byte> json, Span<Property> room)
    {
        _json = json;
        _properties = room;
    }

    public int Count { get; private set; }

    /// <summary>Where the closing brace stands.</summary>
    public int End { get; private set; }

    public readonly ref Property this[int index] => ref _properties[index];

    /// <summary>Finds the properties; false where the text is no JSON object, or a name in it is escaped.</summary>
    /// <param name="json">The text.</param>
    /// <param name="room">Room for as many as there usually are.</param>
    /// <param name="found">What was found; to be disposed of in any case.</param>
    public static bool TryFind(ReadOnlySpan<byte> json, Span<Property> room, out ObjectProperties found)
    {
        found = new ObjectProperties(json, room);
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped)
            {
                return false;
            }

            var name = (int)reader.TokenStartIndex;
            var nameLength = reader.ValueSpan.Length;
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            reader.Skip();
            found.Add(new Property(name, nameLength, value, (int)reader.BytesConsumed - value));
        }

        found.End = (int)reader.TokenStartIndex;

        // Whatever follows makes the whole invalid.
        reader.Read();
        return true;
    }

    public readonly ReadOnlySpan<byte> NameOf(int index) => _json.Slice(_properties[index].Name + 1, _properties[index].NameLength);

    public readonly ReadOnlySpan<byte> ValueOf(int index) => _json.Slice(_properties[index].Value, _properties[index].ValueLength);

    /// <summary>The last property of a name; -1 for none.</summary>
    public readonly int Find(ReadOnlySpan<byte> name)
    {
        for (var index = Count - 1; index >= 0; index--)
        {
            if (_properties[index].NameLength == name.Length && NameOf(index).SequenceEqual(name))
            {
                return index;
            }
        }

        return -1;
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<Property>.Shared.Return(_rented);
            _rented = null;
        }
    }

    private void Add(Property property)
    {
        if (Count == _properties.Length)
        {
            var larger = ArrayPool<Property>.Shared.Rent(Math.Max(32, Count * 2));
            _properties.CopyTo(larger);
            Dispose();
            _properties = _rented = larger;
        }

        _properties[Count++] = property;
    }

    /// <summary>Offsets into the text: of the name's opening quote, of the value; and their lengths, the name's without its quotes.</summary>
    internal struct Property(int name, int nameLength, int value, int valueLength)
    {
        public readonly int Name = name;
        public readonly int NameLength = nameLength;
        public readonly int Value = value;
        public readonly int ValueLength = valueLength;

        /// <summary>For the merge: another object has the property, too.</summary>
        public bool IsKnown;
    }
}
