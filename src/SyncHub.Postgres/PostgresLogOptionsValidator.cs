using Microsoft.Extensions.Options;

namespace SyncHub.Postgres;

/// <summary>Reports everything that is wrong with the options at once.</summary>
internal sealed class PostgresLogOptionsValidator : IValidateOptions<PostgresLogOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresLogOptions options)
    {
        var problems = options.Problems().ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
