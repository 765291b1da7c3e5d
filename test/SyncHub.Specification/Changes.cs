using System.Text;
using SyncHub.Json;
using SyncHub.Server.Log;

namespace SyncHub.Specification;

/// <summary>Changes for tests of logs, which do not look into bodies.</summary>
public static class Changes
{
    /// <summary>An addition whose body has so many bytes.</summary>
    public static Change Add(string model, SyncKey key, int bytes = 20) =>
        new() { Model = model, Key = key, Kind = ChangeKind.Add, After = Body(bytes) };

    /// <summary>An update whose bodies have so many bytes together.</summary>
    public static Change Update(string model, SyncKey key, int bytes = 40) => new()
    {
        Model = model,
        Key = key,
        Kind = ChangeKind.Update,
        Before = Body(bytes / 2),
        After = Body(bytes - (bytes / 2)),
        Delta = RawJson.Parse("""{"title":"changed"}"""),
    };

    /// <summary>A removal whose body has so many bytes.</summary>
    public static Change Remove(string model, SyncKey key, int bytes = 20) =>
        new() { Model = model, Key = key, Kind = ChangeKind.Remove, Before = Body(bytes) };

    /// <summary>A commit of additions to one model.</summary>
    public static Commit Commit(string model, int count, string? mutationId = null) =>
        new([.. Enumerable.Range(0, count).Select(number => Add(model, number))], mutationId);

    private static RawJson Body(int bytes)
    {
        const string Frame = """{"t":""}""";
        return new RawJson(Encoding.UTF8.GetBytes(Frame.Insert(6, new string('x', Math.Max(0, bytes - Frame.Length)))));
    }
}
