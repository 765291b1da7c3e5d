using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Testing;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>Beside what the application itself has put into EF Core.</summary>
public sealed class InterceptorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SaveChanges_AnInterceptorAfterwardsMakesMoreChanges_TellsThemToo(bool isAsync)
    {
        await using var board = await StartAsync(new Audit());

        await board.UseAsync(async db =>
        {
            var steps = new Steps(isAsync);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
        });

        Assert.Equal("[1~one>a 2~two>seen 3+>audit]", await board.ToldAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SaveChanges_AnInterceptorSavesOnceMore_TellsBoth(bool isAsync)
    {
        await using var board = await StartAsync(new SavesAgain());

        await board.UseAsync(async db =>
        {
            var steps = new Steps(isAsync);
            await steps.RenameAsync(db, 1, "a");
            await steps.SaveAsync(db);
        });

        Assert.Equal("[1~one>a] [3+>again]", await board.ToldAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SaveChanges_RetriedBecauseItsCommitFails_TellsOnceAndTheKeysOfTheLastAttempt(bool isAsync)
    {
        var failure = new FailsToCommit();
        await using var board = await StartAsync(failure, sqlite => sqlite.ExecutionStrategy(dependencies => new OnceMore(dependencies)));

        await board.UseAsync(async db =>
        {
            var steps = new Steps(isAsync);
            await steps.RenameAsync(db, 1, "a");
            db.Add(new Card { Title = "c" });
            await steps.SaveAsync(db);
        });

        Assert.Equal(2, failure.Commits);
        Assert.Equal("[1~one>a 3+>c]", await board.ToldAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SaveChanges_CommitFailsInDoubt_IsToldAtOnceAndOnceMoreLater(bool isAsync)
    {
        var time = new ManualTimeProvider();
        await using var board = await StartAsync(new FailsToCommit(), settings: new TestServerSettings { Time = time });

        await board.UseAsync(async db =>
        {
            var steps = new Steps(isAsync);
            await steps.RenameAsync(db, 1, "a");
            db.Add(new Card { Title = "c" });
            await Assert.ThrowsAsync<TransientException>(() => steps.SaveAsync(db));
        });
        Assert.Equal("[1~one>one]", await board.ToldAsync());

        // As if the commit had been done after all, only later.
        await using (var db = new BoardDb(board.Uncaptured))
        {
            await db.Cards.Where(card => card.Id == 1).ExecuteUpdateAsync(card => card.SetProperty(row => row.Title, "a"));
            db.Add(new Card { Id = 3, Title = "c" });
            await db.SaveChangesAsync();
        }

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("[1~one>one] [1~>a 3~>c]", await board.ToldAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SaveChanges_RefusedByTheDatabase_IsToldNeitherAtOnceNorLater(bool isAsync)
    {
        var time = new ManualTimeProvider();
        await using var board = await Board.StartAsync(settings: new TestServerSettings { Time = time });

        await board.UseAsync(async db =>
        {
            var steps = new Steps(isAsync);
            var card = await steps.RenameAsync(db, 1, "a");
            db.Entry(card).Property(row => row.Stamp).OriginalValue = Guid.NewGuid();
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => steps.SaveAsync(db));
        });
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("", await board.ToldAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SaveChanges_ConflictWhereEarlierAttemptsAreRetried_IsTold(bool isAsync)
    {
        await using var board = await StartAsync(new Quiet(), sqlite => sqlite.ExecutionStrategy(dependencies => new OnceMore(dependencies)));

        await board.UseAsync(async db =>
        {
            var steps = new Steps(isAsync);
            var card = await steps.RenameAsync(db, 1, "a");
            db.Entry(card).Property(row => row.Stamp).OriginalValue = Guid.NewGuid();
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => steps.SaveAsync(db));
        });

        Assert.Equal("[1~one>one]", await board.ToldAsync());
    }

    [Fact]
    public async Task SaveChangesAsync_Cancelled_IsToldAsTheDatabaseHasIt()
    {
        using var cancellation = new CancellationTokenSource();
        await using var board = await StartAsync(new Cancels(cancellation));

        await board.UseAsync(async db =>
        {
            await new Steps(isAsync: true).RenameAsync(db, 1, "a");
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.SaveChangesAsync(cancellation.Token));
        });

        Assert.Equal("[1~one>one]", await board.ToldAsync());
    }

    private static Task<Board> StartAsync(
        IInterceptor interceptor, Action<Microsoft.EntityFrameworkCore.Infrastructure.SqliteDbContextOptionsBuilder>? sqlite = null, TestServerSettings? settings = null) =>
        Board.StartAsync(
            (services, configure) => services.AddDbContext<BoardDb>(options =>
            {
                configure(options);
                options.UseSqlite(sqlite ?? (_ => { })).AddInterceptors(interceptor);
            }),
            settings: settings);

    private sealed class Quiet : SaveChangesInterceptor;

    private sealed class Audit : SaveChangesInterceptor
    {
        public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
        {
            var db = (BoardDb)eventData.Context!;
            db.Add(new Card { Title = "audit" });
            db.Cards.Single(card => card.Id == 2).Title = "seen";
            return result;
        }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
            new(SavingChanges(eventData, result));
    }

    private sealed class SavesAgain : SaveChangesInterceptor
    {
        private bool _isDone;

        public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
        {
            if (!_isDone)
            {
                _isDone = true;
                eventData.Context!.Add(new Card { Title = "again" });
                eventData.Context.SaveChanges();
            }

            return result;
        }

        public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default) =>
            new(SavedChanges(eventData, result));
    }

    /// <summary>The first commit fails before the database hears of it.</summary>
    private sealed class FailsToCommit : DbTransactionInterceptor
    {
        public int Commits { get; private set; }

        public override InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
            ++Commits == 1 ? throw new TransientException() : result;

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            new(TransactionCommitting(transaction, eventData, result));
    }

    private sealed class Cancels(CancellationTokenSource cancellation) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (eventData.CommandSource == CommandSource.SaveChanges)
            {
                cancellation.Cancel();
                cancellationToken.ThrowIfCancellationRequested();
            }

            return new(result);
        }
    }

    private sealed class OnceMore(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 1, maxRetryDelay: TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is TransientException;
    }

#pragma warning disable CA1064, CA1032 // Of these tests alone.
    private sealed class TransientException : Exception;
#pragma warning restore CA1064, CA1032
}
