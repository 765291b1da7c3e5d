using SyncHub.Server.Windows;

namespace SyncHub.Server.Tests.Windows;

/// <summary>
/// Drives a view and its clients through steps and holds each against sort-and-slice of the source. A read may come from the view's future:
/// then pages are compared once the view has caught up with it.
/// </summary>
internal sealed class ViewRun
{
    private readonly ModelSource _source = new();
    private readonly List<ClientArray> _clients = [];
    private readonly OrderedView<OrderedRow<int?>> _view;
    private RefillNeeded<OrderedRow<int?>>? _request;
    private (Refill<OrderedRow<int?>> Refill, int Position)? _answer;
    private int _position;
    private int _mixedUntil;
    private bool _lags;

    public ViewRun(ViewOptions options)
    {
        _view = new OrderedView<OrderedRow<int?>>(OrderedRow<int?>.Ascending, KeyOrder.Wire, options);
        Reload(int.MaxValue);
    }

    /// <summary>What happened in the run, so that a suite can prove that it saw everything.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    /// <summary>Runs all steps, lets everything settle, and throws at the first difference.</summary>
    public static Dictionary<string, int> Run(ViewOptions options, IReadOnlyList<RunStep> steps)
    {
        var run = new ViewRun(options);
        foreach (var step in steps)
        {
            run.Do(step);
            run.Check();
        }

        run.Settle();
        return run.Seen;
    }

    private void Do(RunStep step)
    {
        switch (step)
        {
            case RunStep.Write write:
                _source.Write(write.Rows);
                if (!_lags)
                {
                    Follow(1);
                }

                break;
            case RunStep.Lag:
                _lags = true;
                break;
            case RunStep.CatchUp catchUp:
                _lags = false;
                Follow(catchUp.AtOnce ? int.MaxValue : 1);
                break;
            case RunStep.Read read when _request is not null:
                _answer = (_source.Read(_request, read.Most), _source.Head);
                break;
            case RunStep.Deliver when _answer is { } answer:
                Deliver(answer.Refill, answer.Position);
                break;
            case RunStep.Open open:
                Open(open);
                break;
            case RunStep.Close close when _clients.Count > 0:
                var client = _clients[close.Number % _clients.Count];
                _clients.Remove(client);
                _view.Close(client.Window);
                break;
            case RunStep.Reload reload:
                Reload(reload.Most);
                break;
        }
    }

    private void Open(RunStep.Open open)
    {
        var waited = _view.IsWaiting;
        var client = new ClientArray(_view.Open(open.Skip, open.Top, out var step));
        _clients.Add(client);
        Take(step);
        if (!_view.IsWaiting)
        {
            client.Show(_view.Page(client.Window), Body);
        }
        else
        {
            Count(waited ? "opened while waiting" : "opening waits");
        }
    }

    private void Follow(int atOnce)
    {
        while (_position < _source.Head)
        {
            var from = _position + 1;
            _position = (int)Math.Min((long)_position + atOnce, _source.Head);
            var waited = _view.IsWaiting;
            RowChange<OrderedRow<int?>>[] changes = [.. Enumerable.Range(from, _position - from + 1).SelectMany(_source.CommitAt)];
            var step = _view.Apply(changes);
            Count(waited ? step.Refill is null ? "changes while waiting" : "starts over" : step.Refill is null ? "changes" : "runs dry");
            Take(step);
        }
    }

    private void Deliver(Refill<OrderedRow<int?>> refill, int position)
    {
        var isCurrent = _view.Request?.Ticket == refill.Ticket;
        Count(!isCurrent ? "stale refill" : position < _position ? "raced refill" : position > _position ? "refill from the future" : "refill");
        if (isCurrent)
        {
            _mixedUntil = Math.Max(_mixedUntil, position);
        }

        _answer = null;
        var step = _view.Apply(refill);
        if (step.Refill is not null)
        {
            Count("refill not enough");
        }

        Take(step);
    }

    private void Reload(int most)
    {
        var rows = _source.Matching(_position);
        List<OrderedRow<int?>> read = [.. rows.Take(most).Select(row => new OrderedRow<int?>(row.Key, row.Value.Sort))];
        _mixedUntil = 0;
        Take(_view.Load(read, read.Count == rows.Count, rows.Count));
    }

    private void Take(ViewStep<OrderedRow<int?>> step)
    {
        if (_view.IsWaiting && step.Changes.Count > 0)
        {
            throw new InvalidOperationException("A view that waits let something leave.");
        }

        _request = step.Refill ?? _view.Request;
        foreach (var (window, edits) in step.Changes)
        {
            var client = _clients.Single(client => client.Window == window);
            if (edits is null)
            {
                Count("snapshot");
                client.Show(_view.Page(window), Body);
                continue;
            }

            foreach (var edit in edits)
            {
                Count(edit.Kind.ToString());
                client.Apply(edit, Body);
            }
        }
    }

    // A row that only the view's future knows is sent as it is in the source.
    private ModelRow Body(SyncKey key) => _source.At(_position).TryGetValue(key, out var row) ? row : _source.At(_source.Head).GetValueOrDefault(key);

    private void Check()
    {
        var expected = _source.Matching(_position);
        Require(_view.Total == expected.Count, $"total is {_view.Total}, expected {expected.Count}");
        if (_view.IsWaiting || _position < _mixedUntil)
        {
            return;
        }

        Count("checked");
        foreach (var client in _clients)
        {
            var page = expected.Skip(client.Window.Skip).Take(client.Window.Top ?? int.MaxValue).ToList();
            Require(
                client.Rows.SequenceEqual(page),
                $"page {client.Window.Skip}+{client.Window.Top} is [{string.Join(", ", client.Rows)}], expected [{string.Join(", ", page)}]");
            Require(client.Rows.Select(row => row.Key).SequenceEqual(_view.Page(client.Window)), "the view knows another page than its client");
        }
    }

    private void Settle()
    {
        Do(new RunStep.CatchUp(AtOnce: false));
        Check();
        for (var attempts = 0; _view.Request is { } request; attempts++)
        {
            Require(attempts < 50, "refills do not come to an end");
            Deliver(_source.Read(request, most: 5), _source.Head);
            Check();
        }

        Require(!_view.IsWaiting, "waits without a request");
    }

    private void Count(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException(what);
        }
    }
}
