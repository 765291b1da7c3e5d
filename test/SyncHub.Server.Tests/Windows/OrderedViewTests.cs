using SyncHub.Server.Windows;

namespace SyncHub.Server.Tests.Windows;

public sealed class OrderedViewTests
{
    private readonly OrderedView<OrderedRow<int>> _view = new(OrderedRow<int>.Ascending, KeyOrder.Wire, new ViewOptions { FullLimit = 0 });
    private readonly Window _page;

    // Rows 10, 20, …, 100 by their own number; a page of two, so four are held: 10 to 40.
    public OrderedViewTests()
    {
        _page = _view.Open(0, 2, out _);
        _view.Load(Rows(10, 20, 30, 40), isComplete: false, total: 10);
    }

    [Fact]
    public void Apply_RowBeyondTheBound_ChangesOnlyTheTotal()
    {
        var step = _view.Apply([Added(55)]);

        var change = Assert.Single(step.Changes);
        Assert.Empty(change.Edits!);
        Assert.Equal(11, _view.Total);
        Assert.Equal(4, _view.Count);
    }

    [Fact]
    public void Apply_UpdateBeyondTheBound_TellsNobody() => Assert.Empty(_view.Apply([Moved(70, 65)]).Changes);

    [Fact]
    public void Apply_RemovalOnThePage_PromotesWithoutARefill()
    {
        var step = _view.Apply([Removed(10)]);

        Assert.Null(step.Refill);
        Assert.Equal(["Remove 0 10", "Insert 1 30"], Text(step));
    }

    [Fact]
    public void Apply_RowComesToAFullPage_OneLeavesFirst() => Assert.Equal(["Remove 1 20", "Insert 1 15"], Text(_view.Apply([Added(15)])));

    [Fact]
    public void Apply_RowLeavesAndReturnsWithinOneBatch_IsReplaced() => Assert.Equal(["Remove 0 10", "Insert 0 10"], Text(_view.Apply([Removed(10), Added(10)])));

    [Fact]
    public void Apply_AddedAndRemovedWithinOneBatch_Nothing() => Assert.Empty(_view.Apply([Added(5), Removed(5)]).Changes);

    [Fact]
    public void Apply_InsertOfAPresentKey_IsAnUpdate()
    {
        var step = _view.Apply([new RowChange<OrderedRow<int>>(10, Was: false, Is: true, new OrderedRow<int>(10, 10), ChangedProperties.Of("text"))]);

        Assert.Equal(["Update 0 10"], Text(step));
        Assert.Equal(4, _view.Count);
    }

    [Fact]
    public void Apply_RemovalOfAnAbsentKey_NothingLeavesThePage() => Assert.Empty(Text(_view.Apply([Removed(15)])));

    [Fact]
    public void Apply_LookAheadRunsDry_AsksOnceAfterTheBoundAndSaysNothing()
    {
        var step = _view.Apply([Removed(10), Removed(20), Removed(30)]);
        var meanwhile = _view.Apply([Removed(40)]);

        Assert.Empty(step.Changes);
        Assert.Equal(new OrderedRow<int>(40, 40), step.Refill!.After);
        Assert.Equal(3, step.Refill.Count);
        Assert.Null(meanwhile.Refill);
        Assert.Empty(meanwhile.Changes);
        Assert.True(_view.IsWaiting);
        Assert.Throws<InvalidOperationException>(() => _view.Page(_page));
    }

    [Fact]
    public void Apply_Refill_EditsLeaveTogether()
    {
        var ticket = RunDry();

        var step = _view.Apply(new Refill<OrderedRow<int>>(ticket, Rows(50, 60), IsComplete: false));

        Assert.Equal(["Remove 1 20", "Remove 0 10", "Insert 0 40", "Insert 1 50"], Text(step));
        Assert.Equal([40, 50], _view.Page(_page));
    }

    [Fact]
    public void Apply_RefillWithARowRemovedMeanwhile_ItStaysAway()
    {
        var ticket = RunDry();
        _view.Apply([Removed(50)]);

        _view.Apply(new Refill<OrderedRow<int>>(ticket, Rows(50, 60), IsComplete: false));

        Assert.Equal([40, 60], _view.Page(_page));
    }

    [Fact]
    public void Apply_RefillWithoutARowMovedThereMeanwhile_ItIsNotMissed()
    {
        var ticket = RunDry();
        _view.Apply([Moved(90, 45)]);

        _view.Apply(new Refill<OrderedRow<int>>(ticket, Rows(50, 60), IsComplete: false));

        Assert.Equal([40, 90], _view.Page(_page));
    }

    [Fact]
    public void Apply_RefillTruncated_AsksForTheRest()
    {
        var ticket = RunDry();
        _view.Apply([Removed(40)]);

        var step = _view.Apply(new Refill<OrderedRow<int>>(ticket, Rows(50), IsComplete: false));

        Assert.Equal(new OrderedRow<int>(50, 50), step.Refill!.After);
        Assert.NotEqual(ticket, step.Refill.Ticket);
        Assert.Empty(step.Changes);
    }

    [Fact]
    public void Apply_RefillSaysNothingFollows_TheShortPageIsExact()
    {
        var ticket = RunDry();

        _view.Apply(new Refill<OrderedRow<int>>(ticket, [], IsComplete: true));

        Assert.True(_view.IsComplete);
        Assert.Equal([40], _view.Page(_page));
    }

    [Fact]
    public void Open_PageBeyondWhatIsHeld_ComesAsASnapshotAfterTheRefill()
    {
        var second = _view.Open(4, 2, out var opened);

        var step = _view.Apply(new Refill<OrderedRow<int>>(opened.Refill!.Ticket, Rows(50, 60, 70), IsComplete: false));

        var change = Assert.Single(step.Changes);
        Assert.Same(second, change.Window);
        Assert.Null(change.Edits);
        Assert.Equal([50, 60], _view.Page(second));
    }

    [Fact]
    public void Apply_SmallResultOutgrowsTheLimit_FallsToTheAllowance()
    {
        var view = new OrderedView<OrderedRow<int>>(OrderedRow<int>.Ascending, KeyOrder.Wire, new ViewOptions { FullLimit = 10 });
        view.Open(0, 2, out _);
        view.Load(Rows([.. Enumerable.Range(0, 10)]), isComplete: true, total: 10);

        view.Apply([Added(10)]);

        Assert.False(view.IsComplete);
        Assert.Equal(4, view.Count);
        Assert.Equal(11, view.Total);
    }

    [Fact]
    public void Apply_BeforeLoad_IsRefused()
    {
        var view = new OrderedView<OrderedRow<int>>(OrderedRow<int>.Ascending, KeyOrder.Wire, new ViewOptions());

        Assert.Throws<InvalidOperationException>(() => view.Apply([Added(1)]));
    }

    private static OrderedRow<int>[] Rows(params int[] numbers) => [.. numbers.Select(number => new OrderedRow<int>(number, number))];

    private static RowChange<OrderedRow<int>> Added(int number) => new(number, Was: false, Is: true, new OrderedRow<int>(number, number), ChangedProperties.All);

    private static RowChange<OrderedRow<int>> Removed(int number) => new(number, Was: true, Is: false, new OrderedRow<int>(number, 0), ChangedProperties.All);

    private static RowChange<OrderedRow<int>> Moved(int number, int to) => new(number, Was: true, Is: true, new OrderedRow<int>(number, to), ChangedProperties.Of("sort"));

    private static IEnumerable<string> Text(ViewStep<OrderedRow<int>> step) =>
        step.Changes.SelectMany(change => change.Edits!).Select(edit => $"{edit.Kind} {edit.Index} {edit.Key}");

    private int RunDry() => _view.Apply([Removed(10), Removed(20), Removed(30)]).Refill!.Ticket;
}
