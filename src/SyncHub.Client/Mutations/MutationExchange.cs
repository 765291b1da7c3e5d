using System.Collections.Immutable;
using SyncHub.Protocol;

namespace SyncHub.Client.Mutations;

/// <summary>The application's calls for one mutation, as <see cref="SyncMutationHandler"/> sees them pass. Safe for concurrent use.</summary>
internal sealed class MutationExchange(string id)
{
    private static readonly AsyncLocal<MutationExchange?> Ambient = new();

    private readonly Lock _gate = new();
    private ImmutableDictionary<string, SyncVersion>? _versions;
    private volatile bool _isOver;
    private bool _isRefused;
    private bool _isDeferred;

    /// <summary>The mutation that the present call belongs to; null for none, and for what a call has left behind when it is over.</summary>
    public static MutationExchange? Current
    {
        get => Ambient.Value is { IsOver: false } current ? current : null;
        set => Ambient.Value = value;
    }

    public bool IsOver => _isOver;

    public string Id => id;

    /// <summary>Whether a call was refused and none succeeded.</summary>
    public bool IsRefused
    {
        get
        {
            lock (_gate)
            {
                return _isRefused && _versions is null && !_isDeferred;
            }
        }
    }

    /// <summary>The positions that contain all calls, by model; null where they are not known.</summary>
    public IReadOnlyDictionary<string, SyncVersion>? Versions
    {
        get
        {
            lock (_gate)
            {
                return _isDeferred ? null : _versions;
            }
        }
    }

    /// <summary>The call has returned: requests of work that it has started, and not waited for, are not the mutation's.</summary>
    public void End() => _isOver = true;

    /// <summary>A call was answered.</summary>
    /// <param name="isSuccess">Whether the server has done what it was asked.</param>
    /// <param name="result">What the server says of it; null where it says nothing, or will do the work later.</param>
    public void Answer(bool isSuccess, MutationResult? result)
    {
        lock (_gate)
        {
            _isRefused |= !isSuccess;
            _isDeferred |= isSuccess && result is null;
            if (!isSuccess || result is null)
            {
                return;
            }

            _versions ??= ImmutableDictionary<string, SyncVersion>.Empty;
            foreach (var (model, version) in result.Versions)
            {
                if (!_versions.TryGetValue(model, out var known) || known.Epoch != version.Epoch || known.Seq < version.Seq)
                {
                    _versions = _versions.SetItem(model, version);
                }
            }
        }
    }
}
