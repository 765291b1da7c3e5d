using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SyncHub.Queries;

/// <summary>Writes filters in their wire form, with their literals or without them.</summary>
internal sealed class FilterWriter(Utf8JsonWriter writer, bool withLiterals)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1_000 };

    public static string Write(Filter filter) => Text(writer => new FilterWriter(writer, withLiterals: true).WriteFilter(filter));

    public static void Write(Utf8JsonWriter writer, Filter filter) => new FilterWriter(writer, withLiterals: true).WriteFilter(filter);

    /// <summary>The filter with a mark in the place of every literal but null: equal for filters that differ in their literals only.</summary>
    public static string Shape(Filter filter) => Text(writer => new FilterWriter(writer, withLiterals: false).WriteFilter(filter));

    public static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteFilter(Filter filter)
    {
        writer.WriteStartObject();
        switch (filter)
        {
            case EverythingFilter:
                break;
            case NothingFilter:
                WriteList("$or", []);
                break;
            case AndFilter all:
                WriteList("$and", all.Operands.AsSpan());
                break;
            case OrFilter any:
                WriteList("$or", any.Operands.AsSpan());
                break;
            case NotFilter not:
                writer.WritePropertyName("$not");
                WriteFilter(not.Operand);
                break;
            case TermFilter term:
                WriteTerm(term);
                break;
            case CodeFilter code:
                writer.WriteString("$code", withLiterals ? code.Name : "?");
                break;
        }

        writer.WriteEndObject();
    }

    private void WriteList(string name, ReadOnlySpan<Filter> operands)
    {
        writer.WriteStartArray(name);
        foreach (var operand in operands)
        {
            WriteFilter(operand);
        }

        writer.WriteEndArray();
    }

    private void WriteTerm(TermFilter term)
    {
        writer.WriteStartObject(term.Property.Path);
        writer.WritePropertyName(term.Operator.Name());
        if (!term.Operator.TakesList())
        {
            WriteLiteral(term.Literals[0]);
        }
        else if (!withLiterals)
        {
            writer.WriteStringValue("?");
        }
        else
        {
            writer.WriteStartArray();
            foreach (var literal in term.Literals)
            {
                WriteLiteral(literal);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteLiteral(QueryLiteral literal) => writer.WriteRawValue(withLiterals || literal.Value is null ? literal.Json : "\"?\"");
}
