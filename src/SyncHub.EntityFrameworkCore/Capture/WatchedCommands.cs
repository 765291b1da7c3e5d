using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>Makes commands that see when they are raw SQL of the application's.</summary>
internal sealed class WatchedCommands(RelationalCommandBuilderDependencies dependencies) : RelationalCommandBuilderFactory(dependencies)
{
    public override IRelationalCommandBuilder Create() => new Builder(Dependencies);

    private sealed class Builder(RelationalCommandBuilderDependencies dependencies) : RelationalCommandBuilder(dependencies)
    {
        public override IRelationalCommand Build()
        {
            var command = base.Build();
            return new Command(Dependencies, command.CommandText, command.LogCommandText, command.Parameters);
        }
    }

    private sealed class Command(RelationalCommandBuilderDependencies dependencies, string text, string logText, IReadOnlyList<IRelationalParameter> parameters)
        : RelationalCommand(dependencies, text, logText, parameters)
    {
        public override int ExecuteNonQuery(RelationalCommandParameterObject parameterObject)
        {
            Watch(parameterObject);
            return base.ExecuteNonQuery(parameterObject);
        }

        public override Task<int> ExecuteNonQueryAsync(RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default)
        {
            Watch(parameterObject);
            return base.ExecuteNonQueryAsync(parameterObject, cancellationToken);
        }

        private void Watch(RelationalCommandParameterObject execution)
        {
            if (execution is { CommandSource: CommandSource.ExecuteSqlRaw, Context: { } context })
            {
                ContextCapture.Of(context)?.Services.Bypasses.Warn(context, CommandText);
            }
        }
    }
}
