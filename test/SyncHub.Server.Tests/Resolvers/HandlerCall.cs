using SyncHub.Server.Resolvers;

namespace SyncHub.Server.Tests.Resolvers;

/// <summary>One call of a tested handler, which goes on as the test says.</summary>
internal sealed class HandlerCall(string key, ResolverContext context, ResolverRows rows, CancellationToken token)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Key => key;

    public ResolverContext Context => context;

    public ResolverRows Rows => rows;

    public CancellationToken Token => token;

    public Task Done => _done.Task;

    /// <summary>Answers with rows that are plain texts.</summary>
    public void Answer(params string[] texts)
    {
        foreach (var text in texts)
        {
            rows.Add("Text", text);
        }

        _done.TrySetResult();
    }

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
