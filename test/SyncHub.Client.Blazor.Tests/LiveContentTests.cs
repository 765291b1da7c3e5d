using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client.Blazor.Tests.Rendering;

namespace SyncHub.Client.Blazor.Tests;

public sealed class LiveContentTests
{
    private static readonly SyncError Refused = new("refused", "No.");

    /// <summary>Every state, with and without data, against: no fragments, only the one for all data, and all of them.</summary>
    public static TheoryData<string, string, string, string> Table => new()
    {
        // state, without fragments, with ChildContent, with all
        { "connecting", "", "", "[connecting]" },
        { "cached d", "", "d", "[cached d]" },
        { "synced d", "", "d", "[synced d]" },
        { "suspended d", "", "d", "[suspended d]" },
        { "error d", "", "d", "[error refused d]" },
        { "error", "", "", "[error refused ]" },
        { "cached", "", "", "[nothing]" },
        { "synced", "", "", "[nothing]" },
        { "suspended", "", "", "[nothing]" },
        { "cached none", "", "", "[nothing]" },
        { "synced none", "", "", "[nothing]" },
        { "suspended none", "", "", "[nothing]" },
        { "error none", "", "", "[error refused none]" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Render_EachState_ShowsTheFragmentThatIsClosest(string state, string without, string withContent, string withAll)
    {
        var screen = new Screen(new ServiceCollection().BuildServiceProvider());
        await using (screen)
        {
            (string, object?) fixedState = ("Fixed", State(state));
            (string, object?) content = ("ChildContent", Markup.Text<string>(data => data));

            await screen.ShowAsync(Markup.Component<FixedContent>(fixedState));
            Assert.Equal(without, screen.Text.Value);

            await screen.ShowAsync(Markup.Component<FixedContent>(fixedState, content));
            Assert.Equal(withContent, screen.Text.Value);

            await screen.ShowAsync(Markup.Component<FixedContent>(
                fixedState,
                content,
                ("Connecting", Markup.Text("[connecting]")),
                ("Cached", Markup.Text<string>(data => $"[cached {data}]")),
                ("Synced", Markup.Text<string>(data => $"[synced {data}]")),
                ("Suspended", Markup.Text<string>(data => $"[suspended {data}]")),
                ("Error", Markup.Text<LiveError<string>>(error => $"[error {error.Reason.Code} {error.Data}]")),
                ("Otherwise", Markup.Text("[nothing]"))));
            Assert.Equal(withAll, screen.Text.Value);
        }
    }

    [Fact]
    public async Task Render_Status_ComesFirstInEveryState()
    {
        var screen = new Screen(new ServiceCollection().BuildServiceProvider());
        await using (screen)
        {
            foreach (var state in Table.Select(row => (string)row[0]))
            {
                await screen.ShowAsync(Markup.Component<FixedContent>(
                    ("Fixed", State(state)),
                    ("Status", Markup.Text<SyncState<string?>>(shown => $"<{shown.GetType().Name}>"))));
                Assert.Equal($"<{state.Split(' ')[0]}>", screen.Text.Value, ignoreCase: true);
            }
        }
    }

    private static SyncState<string?> State(string text)
    {
        var data = text.Split(' ').ElementAtOrDefault(1);
        return text.Split(' ')[0] switch
        {
            "connecting" => new SyncState<string?>.Connecting(),
            "cached" => new SyncState<string?>.Cached(data),
            "synced" => new SyncState<string?>.Synced(data),
            "suspended" => new SyncState<string?>.Suspended(data),
            _ => new SyncState<string?>.Error(Refused, data, HasData: data is not null),
        };
    }

    /// <summary>Shows the state that it is given; "none" is data that says there is nothing.</summary>
    private sealed class FixedContent : LiveContent<string>
    {
        [Parameter]
        public SyncState<string?> Fixed { get; set; } = null!;

        [Parameter]
        public RenderFragment? Otherwise { get; set; }

        private protected override SyncState<string?> State => Fixed;

        private protected override RenderFragment? Nothing => Otherwise;

        private protected override bool IsNothing(string data) => data == "none";

        private protected override Task RetryAsync() => Task.CompletedTask;

        private protected override Task WhenSyncedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
