using System.Text.Json;
using TaskBoard.Access;

namespace TaskBoard;

/// <summary>What a request's body says about a task, read strictly: every problem is named at once.</summary>
internal sealed class TaskInput
{
    private const int MaxLength = 200;

    private readonly Dictionary<string, Func<TaskItem, TaskItem>> _changes = [];
    private readonly TaskSight _sight;
    private readonly bool _isNew;

    private TaskInput(TaskSight sight, bool isNew) => (_sight, _isNew) = (sight, isNew);

    public Guid? Id { get; private set; }

    public Dictionary<string, string[]> Errors { get; } = [];

    public static TaskInput ForNew(JsonElement? body, TaskSight sight)
    {
        var input = new TaskInput(sight, isNew: true);
        input.Read(body);
        input.Require("boardId");
        input.Require("title");
        return input;
    }

    public static TaskInput ForPatch(JsonElement? body, TaskSight sight)
    {
        var input = new TaskInput(sight, isNew: false);
        input.Read(body);
        return input;
    }

    /// <summary>The first problem, for those who read only the summary.</summary>
    public static string Summary(IReadOnlyDictionary<string, string[]> errors) => errors.Values.First()[0];

    private string Settable => $"boardId, title, status, priority, assignee{(_sight.IsLead ? ", notes" : string.Empty)}";

    /// <summary>The task with what was given; what was not given stays as it is.</summary>
    public TaskItem Apply(TaskItem task) => _changes.Values.Aggregate(task, (current, change) => change(current));

    private void Read(JsonElement? body)
    {
        if (body is not { ValueKind: JsonValueKind.Object } task)
        {
            Refuse("body", $"The body is {(body is null ? "empty" : Quote(body.Value))}; send a JSON object with {Settable}.");
            return;
        }

        foreach (var property in task.EnumerateObject())
        {
            Read(property.Name, property.Value);
        }
    }

    private void Read(string name, JsonElement value)
    {
        switch (name)
        {
            case "id" when _isNew && value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id):
                Id = id;
                break;
            case "id" when _isNew:
                Refuse(name, $"id is {Quote(value)}; send a Guid as a string, or leave it out and get a new one.");
                break;
            case "id":
                Refuse(name, $"id is {Quote(value)} but cannot change; leave it out, or add a new task.");
                break;
            case "createdAt" or "updatedAt":
                Refuse(name, $"{name} is {Quote(value)} but is set by the server; leave it out.");
                break;
            case "boardId" when TryText(name, value, out var text) && !_sight.SeesBoard(text):
                Refuse(name, $"boardId is {Quote(value)}, which is no board for you; name another, or sign in as somebody who has it.");
                break;
            case "boardId" when TryText(name, value, out var text):
                _changes[name] = task => task with { BoardId = text };
                break;
            case "title" when TryText(name, value, out var text):
                _changes[name] = task => task with { Title = text };
                break;
            case "assignee" when value.ValueKind == JsonValueKind.Null:
                _changes[name] = task => task with { Assignee = null };
                break;
            case "assignee" when TryText(name, value, out var text):
                _changes[name] = task => task with { Assignee = text };
                break;
            case "notes" when _sight.IsLead && value.ValueKind == JsonValueKind.Null:
                _changes[name] = task => task with { Notes = null };
                break;
            case "notes" when _sight.IsLead && TryText(name, value, out var text):
                _changes[name] = task => task with { Notes = text };
                break;
            case "status" when TryStatus(value, out var status):
                _changes[name] = task => task with { Status = status };
                break;
            case "priority" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var priority):
                _changes[name] = task => task with { Priority = priority };
                break;
            case "priority":
                Refuse(name, $"priority is {Quote(value)}; send a whole number from {int.MinValue} to {int.MaxValue}.");
                break;
            case "boardId" or "title" or "assignee" or "status":
            case "notes" when _sight.IsLead:
                break; // Refused while it was read.
            default:
                Refuse(name, $"'{name}' is unknown with the value {Quote(value)}; a task has {Settable}.");
                break;
        }
    }

    private bool TryText(string name, JsonElement value, out string text)
    {
        text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : string.Empty;
        if (text.Length is > 0 and <= MaxLength)
        {
            return true;
        }

        Refuse(name, $"{name} is {Quote(value)}; send a text of 1 to {MaxLength} characters{OrNull(name)}.");
        return false;
    }

    private static string OrNull(string name) => name switch
    {
        "assignee" => ", or null for nobody",
        "notes" => ", or null for none",
        _ => string.Empty,
    };

    private bool TryStatus(JsonElement value, out TaskItemStatus status)
    {
        (var known, status) = (value.ValueKind == JsonValueKind.String ? value.GetString() : null) switch
        {
            "todo" => (true, TaskItemStatus.Todo),
            "doing" => (true, TaskItemStatus.Doing),
            "done" => (true, TaskItemStatus.Done),
            _ => (false, default),
        };
        if (!known)
        {
            Refuse("status", $"status is {Quote(value)}; send \"todo\", \"doing\" or \"done\".");
        }

        return known;
    }

    private void Require(string name)
    {
        if (!_changes.ContainsKey(name) && !Errors.ContainsKey(name) && !Errors.ContainsKey("body"))
        {
            Refuse(name, $"{name} is missing; send a text of 1 to {MaxLength} characters.");
        }
    }

    private void Refuse(string name, string sentence) => Errors[name] = [sentence];

    private static string Quote(JsonElement value) =>
        value.GetRawText() is { Length: <= 80 } text ? text : string.Concat(value.GetRawText().AsSpan(0, 80), "…");
}
