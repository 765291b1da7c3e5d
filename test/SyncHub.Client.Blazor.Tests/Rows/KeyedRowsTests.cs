using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client.Blazor.Tests.Rendering;

namespace SyncHub.Client.Blazor.Tests.Rows;

public sealed class KeyedRowsTests : IAsyncDisposable
{
    private static readonly Note A = new(1, "a"), B = new(2, "b"), C = new(3, "c");

    private readonly Screen _screen = new(new ServiceCollection().BuildServiceProvider());
    private readonly List<string> _rendered = [];

    [Fact]
    public async Task Rows_TheSameEntities_AreNotRenderedAgain()
    {
        await ShowAsync([A, B, C]);
        Assert.Equal("abc", _screen.Text.Value);
        await ShowAsync([A, B, C]);
        Assert.Equal(["a", "b", "c"], _rendered);
    }

    [Fact]
    public async Task Rows_OneEntityIsAnotherObject_OnlyItsRowIsRendered()
    {
        await ShowAsync([A, B, C]);
        await ShowAsync([A, B with { Text = "B" }, C]);
        Assert.Equal("aBc", _screen.Text.Value);
        Assert.Equal(["a", "b", "c", "B"], _rendered);
    }

    [Fact]
    public async Task Rows_EqualButAnotherObject_IsRendered()
    {
        await ShowAsync([A]);
        await ShowAsync([A with { }]);
        Assert.Equal(["a", "a"], _rendered);
    }

    [Fact]
    public async Task Rows_MovedAddedAndRemoved_OnlyTheNewOneIsRendered()
    {
        await ShowAsync([A, B]);
        await ShowAsync([C, B]);
        await ShowAsync([B, C]);
        Assert.Equal("bc", _screen.Text.Value);
        Assert.Equal(["a", "b", "c"], _rendered);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(1, null, 2)]
    [InlineData(null, null, 1)]
    public async Task Rows_DependsOn_AllAreRenderedWhereItIsAnother(int? first, int? second, int times)
    {
        await ShowAsync([A, B], first);
        await ShowAsync([A, B], second);
        Assert.Equal(2 * times, _rendered.Count);
    }

    [Fact]
    public async Task Rows_WithoutKey_AreToldApartByTheEntity()
    {
        await ShowAsync([A, B], key: null);
        await ShowAsync([B, A], key: null);
        Assert.Equal("ba", _screen.Text.Value);
        Assert.Equal(["a", "b"], _rendered);
    }

    public async ValueTask DisposeAsync() => await _screen.DisposeAsync();

    private Task ShowAsync(Note[] notes, object? dependsOn = null) => ShowAsync(notes, note => note.Id, dependsOn);

    private Task ShowAsync(Note[] notes, Func<Note, object>? key, object? dependsOn = null) => _screen.ShowAsync(Markup.Component<KeyedRows<Note>>(
        ("Entries", notes),
        ("Key", key),
        ("DependsOn", dependsOn),
        ("ChildContent", Markup.Text<Note>(note =>
        {
            _rendered.Add(note.Text);
            return note.Text;
        }))));
}
