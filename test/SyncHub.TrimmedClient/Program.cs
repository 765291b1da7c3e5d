using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncHub;
using SyncHub.Client;
using SyncHub.Json;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;
using SyncHub.TrimmedClient;

// An exchange with a real server, in a process that has neither reflection for JSON nor code made at run time. Says in one line each what it has
// seen; test/SyncHub.EndToEnd.Tests/TrimmedClientTests.cs starts it and reads along.
using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
var ended = patience.Token;
Console.WriteLine($"reflection {JsonSerializer.IsReflectionEnabledByDefault}, dynamic code {RuntimeFeature.IsDynamicCodeSupported}");

var json = EntityJson.CreateOptions(CardJsonContext.Default);
await using var services = new ServiceCollection()
    .AddSyncHubClient(args[0], options => options.EntityJsonOptions = json)
    .BuildServiceProvider();
var sync = services.GetRequiredService<SyncClient>();

await using var card = sync.SubscribeEntity<Card>(1);
Console.WriteLine($"entity {Show(await card.WhenSyncedAsync(ended))}");

var states = new[] { CardState.InProgress, CardState.Done };
var names = new HashSet<string> { "b", "c", "d" };
QueryBuilder<Card> Wanted(QueryBuilder<Card> cards) => cards
    .Where(one => states.Contains(one.State) && names.Contains(one.Title) && one.Rank > 0 && one.Tags.Contains("x"))
    .OrderByDescending(one => one.Rank)
    .Take(10);
await using var cards = sync.SubscribeCollection<Card>(Wanted);
await cards.WhenSyncedAsync(ended);
Console.WriteLine($"collection {string.Join(' ', cards.DataOrDefault!.Entries.Select(Show))}");

var query = Wanted(QueryBuilder<Card>.All).Build(QuerySchema.Create(json.GetTypeInfo(typeof(Card))));
var evaluator = new QueryEvaluator<Card>();
Console.WriteLine($"evaluated {string.Join(' ', cards.DataOrDefault.Entries.Append(card.DataOrDefault!).Where(evaluator.ToPredicate(query.Filter)).Order(evaluator.ToComparer(query.Order)).Select(Show))}");

// The server's test now renames the card.
Console.WriteLine("ready");
await foreach (var state in card.States(ended))
{
    if (state is SyncState<Card?>.Synced { Data.Title: "renamed" })
    {
        break;
    }
}

await card.WhenSeqAsync(card.Version!.Value, ended);
Console.WriteLine($"pushed {Show(card.DataOrDefault!)}");
return 0;

static string Show(Card? card) => card is null ? "none" : $"{card.Id}:{card.Title}:{card.State}:{card.Rank}:{card.DueAt:yyyy-MM-dd}:{string.Join('+', card.Tags)}";
