using System.Text.Json;
using SyncHub.LoadTest.Contracts.LiveQueries;

namespace SyncHub.LoadTest.Clients.LiveQueries;

/// <summary>
/// A live query as its follower holds it: the rows' numbers, in order. Edits are applied as the protocol says, and whatever does not fit
/// the plan is an <see cref="InvalidDataException"/>. Touched by its connection's read loop only.
/// </summary>
internal sealed class FollowedQuery(int number, LivePlan plan)
{
    private readonly List<int> _rows = [];

    public int Rows => _rows.Count;

    public void Load(JsonElement data)
    {
        _rows.Clear();
        foreach (var row in data.EnumerateArray())
        {
            Insert(_rows.Count, row);
        }
    }

    /// <summary>Applies a push; returns the text that it brings.</summary>
    public LiveText Apply(JsonElement push)
    {
        LiveText? text = null;
        if (push.TryGetProperty("data", out var data))
        {
            Load(data);
            text = data.GetArrayLength() > 0 ? TextOf(data[0]) : null;
        }
        else
        {
            foreach (var edit in push.GetProperty("changes").EnumerateArray())
            {
                text = Apply(edit.GetProperty("type").GetString()!, edit) ?? text;
            }
        }

        var written = text ?? throw Wrong("it brings no row", push);
        if (written.IsWrite)
        {
            Check(written, push);
        }

        return written;
    }

    private LiveText? Apply(string type, JsonElement edit)
    {
        var index = edit.GetProperty("index").GetInt32();
        switch (type)
        {
            case "insert":
                Insert(index, edit.GetProperty("entity"));
                return TextOf(edit.GetProperty("entity"));
            case "remove":
                Take(index, edit);
                return null;
            case "move":
                _rows.Insert(index, Take(edit.GetProperty("from").GetInt32(), edit));
                return edit.TryGetProperty("change", out var change) ? TextOf(change) : null;
            case "update":
                _rows.Insert(index, Take(index, edit));
                return TextOf(edit.GetProperty("change"));
            default:
                throw Wrong("its type is not known", edit);
        }
    }

    private void Insert(int index, JsonElement entity)
    {
        var row = LivePlan.RowOf(entity.GetProperty("id").GetString()!);
        if (plan.IsPrivate && plan.GroupOf(row) != number)
        {
            throw Wrong("the row is somebody else's", entity);
        }

        if (index < 0 || index > _rows.Count || _rows.Count == LivePlan.Top || _rows.Contains(row) || TextOf(entity)?.Row != row)
        {
            throw Wrong("the row does not go there", entity);
        }

        _rows.Insert(index, row);
    }

    private int Take(int index, JsonElement edit)
    {
        var row = LivePlan.RowOf(edit.GetProperty("id").GetString()!);
        if (index < 0 || index >= _rows.Count || _rows[index] != row)
        {
            throw Wrong("the row is not there", edit);
        }

        _rows.RemoveAt(index);
        return row;
    }

    /// <summary>A write has one place, one row and one group, and leaves the others in their order.</summary>
    private void Check(LiveText text, JsonElement push)
    {
        var write = plan.WriteAt(text.Number);
        if (write.Group != number || write.Row != text.Row)
        {
            throw Wrong("the write is not one of its own", push);
        }

        if (push.GetProperty("totalCount").GetInt32() != plan.RowsPerQuery || _rows.Count != plan.RowsPerPage)
        {
            throw Wrong($"it holds {_rows.Count} rows then", push);
        }

        for (var index = 0; index < _rows.Count; index++)
        {
            if (_rows[index] != plan.RowBelow(write.Row, index))
            {
                throw Wrong($"row {_rows[index]} stands at {index} then", push);
            }
        }
    }

    private static LiveText? TextOf(JsonElement body) =>
        body.TryGetProperty("text", out var text) ? LiveText.Parse(text.GetString()!) : null;

    private InvalidDataException Wrong(string why, JsonElement what) => new($"Query {number} cannot take a push: {why}. {what.GetRawText()}");
}
